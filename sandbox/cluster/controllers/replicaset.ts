import { deleteObject } from '../api/delete.ts';
import type { Kernel } from '../api/kernel.ts';
import { createObject } from '../api/write.ts';
import { ApiError } from '../model/errors.ts';
import { dig } from '../model/json.ts';
import { timestamp } from '../model/names.ts';
import type { KubeObject, ResourceType } from '../model/types.ts';
import { matchesSelector } from '../store/selectors.ts';
import { controllerOfKind, ownerOfKind } from './of-kind.ts';
import { isAvailable, isReady, rankForDeletion, untilAvailable } from './pods.ts';
import { builtin, type Controller, MANAGER, mergePatch, objectKey } from './runtime.ts';
import { type Condition, conditionOf, controllerOf, type Pod, type ReplicaSet } from './types.ts';

const STORAGE = 'apps/replicasets';

/** Keeps as many pods as each ReplicaSet asks for, and its status up to date. */
export function replicaSetController(kernel: Kernel): Controller {
  const types = { sets: builtin(kernel, 'apps', 'v1', 'replicasets'), pods: builtin(kernel, '', 'v1', 'pods') };
  return controllerOfKind<ReplicaSet>(kernel, {
    name: 'replicaset',
    storage: STORAGE,
    touchedBy: ({ storage, object }) => (storage === '/pods' ? ownersOfPod(kernel, object) : []),
    sync: (set) => syncSet(kernel, types, set),
  });
}

/** The set that controls the pod; for an orphan every set that would adopt it. */
function ownersOfPod(kernel: Kernel, pod: KubeObject): string[] {
  if (controllerOf(pod) !== undefined) return ownerOfKind(kernel, STORAGE, pod);
  return kernel.store
    .list(STORAGE, pod.metadata.namespace)
    .filter((set) => matchesSelector((set as ReplicaSet).spec.selector, pod.metadata.labels ?? {}))
    .map(objectKey);
}

function syncSet(
  kernel: Kernel,
  types: { sets: ResourceType; pods: ResourceType },
  set: ReplicaSet,
): number | undefined {
  let pods = activePods(kernel, types.pods, set);
  let failure: string | null = null;
  if (set.metadata.deletionTimestamp === undefined) {
    const missing = set.spec.replicas - pods.length;
    if (missing > 0) failure = createPods(kernel, types.pods, set, missing);
    if (missing < 0) deletePods(kernel, types.pods, pods, -missing);
    if (missing !== 0) pods = activePods(kernel, types.pods, set);
  }
  writeStatus(kernel, types.sets, set, pods, failure);
  if (failure !== null) return retryMs(set, kernel.now());
  const waits = pods.map((pod) => untilAvailable(pod, set.spec.minReadySeconds ?? 0, kernel.now()));
  const soonest = Math.min(...waits.filter((wait) => wait !== undefined));
  return Number.isFinite(soonest) ? soonest : undefined;
}

/** Pods of the set that have neither ended nor been told to. Matching orphans are adopted. */
function activePods(kernel: Kernel, podType: ResourceType, set: ReplicaSet): Pod[] {
  const all = kernel.store.list('/pods', set.metadata.namespace) as Pod[];
  return all.filter((pod) => {
    const phase = pod.status?.phase;
    if (pod.metadata.deletionTimestamp !== undefined || phase === 'Failed' || phase === 'Succeeded') return false;
    const controller = controllerOf(pod);
    if (controller !== undefined) return controller === set.metadata.uid;
    if (set.metadata.deletionTimestamp !== undefined) return false;
    if (!matchesSelector(set.spec.selector, pod.metadata.labels ?? {})) return false;
    mergePatch(kernel, podType, pod, { metadata: { ownerReferences: [ownerReference(set)] } });
    return true;
  });
}

/** The reference by which a ReplicaSet or Deployment owns what it makes. */
export function ownerReference(owner: KubeObject) {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** @returns what the API server said where it did not take one; those after it are not tried */
function createPods(kernel: Kernel, podType: ResourceType, set: ReplicaSet, count: number): string | null {
  const { metadata, spec } = set.spec.template;
  const namespace = set.metadata.namespace ?? '';
  for (let index = 0; index < count; index += 1) {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        generateName: `${set.metadata.name}-`,
        labels: metadata?.labels,
        annotations: metadata?.annotations,
        ownerReferences: [ownerReference(set)],
      },
      spec,
    };
    try {
      createObject(kernel, podType, namespace, pod, MANAGER);
    } catch (error) {
      if (!(error instanceof ApiError) || isTerminating(error)) throw error;
      return error.message;
    }
  }
  return null;
}

/** Nothing new comes into a namespace that goes: no failure to be told of. */
function isTerminating({ body }: ApiError): boolean {
  return JSON.stringify(body.details ?? {}).includes('NamespaceTerminating');
}

/** As the real controller, later each time; here by how long it has failed, up to 10 s (there up to a quarter of an hour). */
function retryMs(set: ReplicaSet, now: number): number {
  const since = Date.parse(conditionOf(set, 'ReplicaFailure')?.lastTransitionTime ?? '');
  return Number.isNaN(since) ? 100 : Math.min(10_000, Math.max(100, now - since));
}

function deletePods(kernel: Kernel, podType: ResourceType, pods: readonly Pod[], count: number): void {
  for (const pod of rankForDeletion(pods).slice(0, count)) {
    deleteObject(kernel, podType, pod.metadata.namespace ?? '', pod.metadata.name, {});
  }
}

/** The condition keeps the words of the first failure, until pods are made again. */
function failureConditions(set: ReplicaSet, failure: string | null, now: number): Condition[] | null {
  const current = conditionOf(set, 'ReplicaFailure');
  if (failure === null) return null;
  if (current) return [current];
  const lastTransitionTime = timestamp(now);
  return [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: failure, lastTransitionTime }];
}

function writeStatus(
  kernel: Kernel,
  type: ResourceType,
  set: ReplicaSet,
  pods: readonly Pod[],
  failure: string | null,
): void {
  const now = kernel.now();
  const labels = (dig(set, 'spec', 'template', 'metadata', 'labels') ?? {}) as Record<string, string>;
  const labelled = pods.filter((pod) =>
    Object.entries(labels).every(([key, value]) => pod.metadata.labels?.[key] === value),
  );
  const available = pods.filter((pod) => isAvailable(pod, set.spec.minReadySeconds ?? 0, now));
  const ready = pods.filter(isReady);
  // Zero counts are left out of the object, as the API's `omitempty` does.
  const status = {
    replicas: pods.length,
    fullyLabeledReplicas: labelled.length || null,
    readyReplicas: ready.length || null,
    availableReplicas: available.length || null,
    observedGeneration: set.metadata.generation,
    conditions: failureConditions(set, failure, now),
  };
  mergePatch(kernel, type, set, { status }, 'status');
}
