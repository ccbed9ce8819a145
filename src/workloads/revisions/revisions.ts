import { z } from 'zod';
import { type KindRef, type Kube, KubeError, type KubeObject } from '../../platform/kube.ts';
import { type ConfigurationUse, usesOf } from '../objects/configuration.ts';
import { controllerOf } from '../objects/owner.ts';
import { containersSchema, hasEnded, imageIn, isLeaving, isReady, podSchema } from '../objects/pod.ts';
import { podKind } from '../objects/refs.ts';
import { selectorText } from '../objects/selector.ts';
import type { OwnPod, PodOwner, Workload, WorkloadKind } from '../workload.ts';

const revisionKind: KindRef = { apiVersion: 'apps/v1', kind: 'ControllerRevision' };

/** On every pod: of which revision it is. */
export const revisionLabel = 'controller-revision-hash';

const revisionSchema = z.looseObject({
  revision: z.number().default(0),
  data: z.looseObject({
    spec: z.looseObject({ template: z.looseObject({ spec: z.looseObject({ containers: containersSchema }) }) }),
  }),
});

/** A kind whose pods it makes itself, and whose earlier templates it keeps as ControllerRevisions. */
export interface Revised {
  kind: KindRef;
  /** What its pods carry as their revision. */
  keyOf(revision: KubeObject): string;
}

type FromRevisions =
  | 'history'
  | 'pods'
  | 'ownerOf'
  | 'revisionImages'
  | 'revisionConfiguration'
  | 'revisionLabels'
  | 'podOf';

/** What all such kinds do alike. */
export function byRevisions(revised: Revised): Pick<WorkloadKind, FromRevisions> {
  const revisions = (kube: Kube, workload: Workload) => revisionsOf(kube, workload, revised);
  return {
    history: { kind: revisionKind.kind, resource: 'controllerrevisions' },
    async pods(kube, workload, container) {
      const found = await podsOf(kube, workload);
      if (found.length === 0) return [];
      const templates = await unlessForbidden(revisions(kube, workload));
      return found.map((pod) => ownPod(pod, imagesOf(templates.get(revisionOf(pod))), container));
    },
    ownerOf: (pod) => ownerOf(pod, revised.kind),
    async revisionImages(kube, workload) {
      const found = await unlessForbidden(revisions(kube, workload));
      return new Map([...found].map(([key, revision]) => [key, imagesOf(revision)]));
    },
    async revisionConfiguration(kube, workload) {
      const found = await revisions(kube, workload);
      return [...found.values()].flatMap(configurationOf);
    },
    async revisionLabels(kube, workload) {
      const ready = (await podsOf(kube, workload)).filter(isServing).map(revisionOf);
      const numbers = await unlessForbidden(revisions(kube, workload));
      const counted = [...new Set(ready)].map((key) => ({
        key,
        pods: ready.filter((each) => each === key).length,
        number: Number(numbers.get(key)?.['revision'] ?? 0),
      }));
      const [best] = counted.sort((a, b) => b.pods - a.pods || b.number - a.number);
      return best ? { [revisionLabel]: best.key } : null;
    },
    podOf: (object) => podOf(object, revised.kind),
  };
}

/** The pods that the workload controls and that have not ended. */
async function podsOf(kube: Kube, { object, selector }: Workload): Promise<KubeObject[]> {
  const { namespace = '', uid } = object.metadata;
  const found = await kube.list(podKind, namespace, selectorText(selector));
  return found.filter((pod) => controllerOf(pod)?.uid === uid && !hasEnded(podSchema.parse(pod)));
}

/** By what their pods carry. Throws a KubeError. */
async function revisionsOf(kube: Kube, workload: Workload, { keyOf }: Revised): Promise<Map<string, KubeObject>> {
  const { namespace = '', uid } = workload.object.metadata;
  const found = await kube.list(revisionKind, namespace, selectorText(workload.selector));
  return new Map(found.filter((each) => controllerOf(each)?.uid === uid).map((each) => [keyOf(each), each]));
}

/** An account that may not list them knows none: then the pods themselves tell. */
async function unlessForbidden(reading: Promise<Map<string, KubeObject>>): Promise<Map<string, KubeObject>> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof KubeError && error.kind === 'forbidden') return new Map();
    throw error;
  }
}

function imagesOf(revision: KubeObject | undefined): ReadonlyMap<string, string> {
  const containers = revisionSchema.safeParse(revision).data?.data.spec.template.spec.containers ?? [];
  return new Map(containers.map(({ name, image }) => [name, image]));
}

function configurationOf(revision: KubeObject): ConfigurationUse[] {
  const read = revisionSchema.safeParse(revision).data;
  return read ? usesOf(read.data.spec.template.spec) : [];
}

function revisionOf({ metadata }: KubeObject): string {
  return metadata.labels?.[revisionLabel] ?? '';
}

function isServing(raw: KubeObject): boolean {
  const pod = podSchema.parse(raw);
  return isReady(pod) && !isLeaving(pod) && revisionOf(raw) !== '';
}

function ownPod(raw: KubeObject, images: ReadonlyMap<string, string>, container: string): OwnPod {
  const pod = podSchema.parse(raw);
  const leaving = isLeaving(pod);
  const image = images.get(container) ?? imageIn(pod.spec.containers, container);
  return { pod: raw, image, ready: isReady(pod) && !leaving, leaving };
}

/** Its pods are named after it and an ordinal or a random word, whatever their revision. */
function ownerOf(pod: KubeObject, kind: KindRef): PodOwner | null {
  const owner = controllerOf(pod);
  const revision = revisionOf(pod);
  if (owner?.kind !== kind.kind || owner.apiVersion !== kind.apiVersion || revision === '') return null;
  return { workload: owner.name, revision, prefix: null };
}

const templateSchema = z.looseObject({
  spec: z.looseObject({
    template: z.looseObject({
      metadata: z.looseObject({ labels: z.record(z.string(), z.string()).default({}) }).prefault({}),
      spec: z.looseObject({}),
    }),
  }),
});

/** A pod of the present template, controlled by the workload, under a name that none has. */
function podOf({ metadata, ...object }: KubeObject, { apiVersion, kind }: KindRef): KubeObject {
  const { template } = templateSchema.parse(object).spec;
  const { name, namespace, uid = '00000000-0000-4000-8000-000000000000' } = metadata;
  const own = {
    ...template.metadata,
    labels: { ...template.metadata.labels, [revisionLabel]: `${name}-dryrun` },
    name: `${name}-dryrun`,
    ...(namespace === undefined ? {} : { namespace }),
    ownerReferences: [{ apiVersion, kind, name, uid, controller: true }],
  };
  return { ...podKind, metadata: own, spec: template.spec };
}
