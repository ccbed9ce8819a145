import { z } from 'zod';
import type { Target } from '../domain/target.ts';
import { selectorText } from '../platform/kube/selector.ts';
import { type Kube, KubeError, type KubeObject } from '../platform/kube.ts';
import { containersSchema, type Deployment } from './deployment.ts';

/** A pod of a Deployment, as far as the steps need it. */
export interface OwnPod {
  pod: KubeObject;
  /** What its ReplicaSet says that it runs, or else the pod itself; null where neither has the container. */
  image: string | null;
  /** Takes requests: ready, and not on its way out. */
  ready: boolean;
  /** On its way out. */
  leaving: boolean;
}

const podSchema = z.looseObject({
  spec: z.looseObject({ containers: containersSchema }),
  status: z
    .looseObject({
      phase: z.string().default(''),
      conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })).default([]),
    })
    .prefault({}),
});
const setSchema = z.looseObject({ template: z.looseObject({ spec: z.looseObject({ containers: containersSchema }) }) });

/**
 * The pods that this Deployment controls and that have not ended. A selector finds more than those: a Job's pods, a
 * sibling's, other people's; whose a pod is, its owner says.
 */
export async function ownPods(kube: Kube, target: Target, deployment: Deployment): Promise<OwnPod[]> {
  const { namespace } = target;
  const selector = selectorText(deployment.spec.selector);
  const found = (await kube.list({ apiVersion: 'v1', kind: 'Pod' }, namespace, selector)).filter(
    (pod) => !hasEnded(pod) && controllerOf(pod)?.kind === 'ReplicaSet',
  );
  if (found.length === 0) return [];
  const sets = await replicaSets(kube, namespace, selector);
  return found
    .filter((pod) => isOwn(pod, deployment, sets))
    .map((pod) => ownPod(pod, sets.get(controllerOf(pod)?.uid ?? ''), target.workload.container));
}

function ownPod(pod: KubeObject, set: KubeObject | undefined, container: string): OwnPod {
  const { spec, status } = podSchema.parse(pod);
  const template = setSchema.safeParse(set?.['spec']).data?.template.spec.containers;
  const leaving = pod.metadata.deletionTimestamp !== undefined;
  const isReady = status.conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
  return {
    pod,
    image: (template ?? spec.containers).find(({ name }) => name === container)?.image ?? null,
    ready: isReady && !leaving,
    leaving,
  };
}

/** By id. An account that may not list them knows none: then names decide. */
async function replicaSets(kube: Kube, namespace: string, selector: string): Promise<Map<string, KubeObject>> {
  try {
    const found = await kube.list({ apiVersion: 'apps/v1', kind: 'ReplicaSet' }, namespace, selector);
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
function isOwn(pod: KubeObject, { metadata }: Deployment, sets: ReadonlyMap<string, KubeObject>): boolean {
  const owner = controllerOf(pod);
  if (!owner) return false;
  const set = sets.get(owner.uid);
  if (set) return controllerOf(set)?.uid === metadata.uid;
  return owner.name === `${metadata.name}-${pod.metadata.labels?.['pod-template-hash']}`;
}

function controllerOf({ metadata }: KubeObject) {
  return metadata.ownerReferences?.find(({ controller }) => controller === true);
}

/** It runs no more and never will again. */
function hasEnded(pod: KubeObject): boolean {
  const phase = podSchema.safeParse(pod).data?.status.phase;
  return phase === 'Succeeded' || phase === 'Failed';
}
