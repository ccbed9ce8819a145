import { z } from 'zod';
import { type KindRef, type Kube, KubeError, type KubeObject } from '../../platform/kube.ts';
import { type ConfigurationUse, usesOf } from '../objects/configuration.ts';
import { controllerOf } from '../objects/owner.ts';
import { containersSchema, hasEnded, imageIn, isLeaving, isReady, podSchema } from '../objects/pod.ts';
import { podKind } from '../objects/refs.ts';
import { selectorText } from '../objects/selector.ts';
import type { OwnPod, PodOwner, Workload } from '../workload.ts';

export const replicaSetKind: KindRef = { apiVersion: 'apps/v1', kind: 'ReplicaSet' };
export const hashLabel = 'pod-template-hash';
export const revisionAnnotation = 'deployment.kubernetes.io/revision';

type Images = ReadonlyMap<string, ReadonlyMap<string, string>>;

const setSchema = z.looseObject({
  metadata: z.looseObject({
    labels: z.record(z.string(), z.string()).default({}),
    annotations: z.record(z.string(), z.string()).default({}),
  }),
  status: z.looseObject({ readyReplicas: z.number().default(0) }).prefault({}),
});
const setSpecSchema = z.looseObject({
  template: z.looseObject({ spec: z.looseObject({ containers: containersSchema }) }),
});

const templateSchema = z.looseObject({
  spec: z.looseObject({
    template: z.looseObject({
      metadata: z.looseObject({ labels: z.record(z.string(), z.string()).default({}) }).prefault({}),
      spec: z.looseObject({}),
    }),
  }),
});

/**
 * The pods that this Deployment controls and that have not ended. A selector finds more than those: a Job's pods, a
 * sibling's, other people's; whose a pod is, its owner says.
 */
export async function podsOfDeployment(kube: Kube, workload: Workload, container: string): Promise<OwnPod[]> {
  const { namespace = '' } = workload.object.metadata;
  const selector = selectorText(workload.selector);
  const found = (await kube.list(podKind, namespace, selector)).filter(
    (pod) => controllerOf(pod)?.kind === replicaSetKind.kind && !hasEnded(podSchema.parse(pod)),
  );
  if (found.length === 0) return [];
  const sets = await replicaSets(kube, namespace, selector);
  return found
    .filter((pod) => isOwn(pod, workload.object, sets))
    .map((pod) => ownPod(pod, sets.get(controllerOf(pod)?.uid ?? ''), container));
}

/**
 * A pod of the present template as its ReplicaSet would make it: rules may go by whether a controller has made it, so that it
 * says as much. For a dry run: there is no such ReplicaSet.
 */
export function podOfTemplate({ metadata, ...object }: KubeObject): KubeObject {
  const { template } = templateSchema.parse(object).spec;
  const hash = 'dryrun';
  const owner = {
    apiVersion: replicaSetKind.apiVersion,
    kind: replicaSetKind.kind,
    name: `${metadata.name}-${hash}`,
    uid: '00000000-0000-4000-8000-000000000000',
    controller: true,
  };
  const own = {
    ...template.metadata,
    labels: { ...template.metadata.labels, [hashLabel]: hash },
    name: `${owner.name}-00000`,
    ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
    ownerReferences: [owner],
  };
  return { ...podKind, metadata: own, spec: template.spec };
}

/**
 * By its ReplicaSet, whose name is that of its Deployment and the hash that its pods carry. The hash tells where the one
 * ends and the other begins: `web-cron-5d4` may be of `web-cron`, and never of `web`.
 */
export function ownerOfPod(pod: KubeObject): PodOwner | null {
  const set = controllerOf(pod);
  const revision = pod.metadata.labels?.[hashLabel];
  if (set?.kind !== replicaSetKind.kind || !revision || !set.name.endsWith(`-${revision}`)) return null;
  const workload = set.name.slice(0, -revision.length - 1);
  return { workload, revision, prefix: pod.metadata.generateName ?? null };
}

/** The hash of the template that most of its ready pods have, the newest of equals. Null where none is ready. */
export async function hashLabels(kube: Kube, { object }: Workload): Promise<Record<string, string> | null> {
  const { namespace = '', uid } = object.metadata;
  const [best] = (await kube.list(replicaSetKind, namespace))
    .filter((set) => set.metadata.ownerReferences?.some((owner) => owner.uid === uid))
    .map((set) => setSchema.parse(set))
    .map(({ metadata, status }) => ({
      hash: metadata.labels[hashLabel],
      revision: Number(metadata.annotations[revisionAnnotation] ?? 0),
      ready: status.readyReplicas,
    }))
    .sort((a, b) => b.ready - a.ready || b.revision - a.revision);
  return best?.hash !== undefined && best.ready > 0 ? { [hashLabel]: best.hash } : null;
}

/** By the hash of their template. */
export async function imagesOfSets(kube: Kube, { object, selector }: Workload): Promise<Images> {
  const { namespace = '', uid } = object.metadata;
  const sets = await replicaSets(kube, namespace, selectorText(selector));
  const own = [...sets.values()].filter((set) => controllerOf(set)?.uid === uid);
  return new Map(
    own.map((set) => {
      const containers = setSpecSchema.safeParse(set['spec']).data?.template.spec.containers ?? [];
      return [set.metadata.labels?.[hashLabel] ?? '', new Map(containers.map(({ name, image }) => [name, image]))];
    }),
  );
}

/** Of all its ReplicaSets, those without pods included: somebody may go back to one by hand. */
export async function configurationOfSets(kube: Kube, { object, selector }: Workload): Promise<ConfigurationUse[]> {
  const { namespace = '', uid } = object.metadata;
  const sets = await kube.list(replicaSetKind, namespace, selectorText(selector));
  return sets.filter((set) => controllerOf(set)?.uid === uid).flatMap((set) => usesOf(templateOf(set)));
}

function templateOf(set: KubeObject): unknown {
  const { template } = set['spec'] as { template?: { spec?: unknown } };
  return template?.spec;
}

function ownPod(raw: KubeObject, set: KubeObject | undefined, container: string): OwnPod {
  const pod = podSchema.parse(raw);
  const template = setSpecSchema.safeParse(set?.['spec']).data?.template.spec.containers;
  const leaving = isLeaving(pod);
  return {
    pod: raw,
    image: imageIn(template ?? pod.spec.containers, container),
    ready: isReady(pod) && !leaving,
    leaving,
  };
}

/** By id. An account that may not list them knows none: then names decide. */
async function replicaSets(kube: Kube, namespace: string, selector: string): Promise<Map<string, KubeObject>> {
  try {
    const found = await kube.list(replicaSetKind, namespace, selector);
    return new Map(found.map((set) => [set.metadata.uid ?? '', set]));
  } catch (error) {
    if (error instanceof KubeError && error.kind === 'forbidden') return new Map();
    throw error;
  }
}

/**
 * A ReplicaSet may be gone before its last pod is (a history of 0), so one that is not there is known by its name: that
 * of its Deployment and the hash that its pods carry. To take such a pod for a stranger's would start a second one beside it.
 */
function isOwn(pod: KubeObject, { metadata }: KubeObject, sets: ReadonlyMap<string, KubeObject>): boolean {
  const owner = controllerOf(pod);
  if (!owner) return false;
  const set = sets.get(owner.uid);
  if (set) return controllerOf(set)?.uid === metadata.uid;
  return ownerOfPod(pod)?.workload === metadata.name;
}
