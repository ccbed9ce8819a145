import { deleteObject } from '../api/delete.ts';
import type { Kernel } from '../api/kernel.ts';
import { createObject } from '../api/write.ts';
import { dig } from '../model/json.ts';
import type { KubeObject, ResourceType } from '../model/types.ts';
import { matchesSelector } from '../store/selectors.ts';
import { isAvailable, isReady, rankForDeletion, untilAvailable } from './pods.ts';
import { builtin, type Controller, MANAGER, mergePatch, objectKey, splitKey } from './runtime.ts';
import { controllerOf, type Pod, type ReplicaSet } from './types.ts';

const STORAGE = 'apps/replicasets';

/** Keeps as many pods as each ReplicaSet asks for, and its status up to date. */
export function replicaSetController(kernel: Kernel): Controller {
  const types = { sets: builtin(kernel, 'apps', 'v1', 'replicasets'), pods: builtin(kernel, '', 'v1', 'pods') };
  return {
    name: 'replicaset',
    keysOf: (event) => {
      if (event.storage === STORAGE) return [objectKey(event.object)];
      if (event.storage !== '/pods') return [];
      return ownersOfPod(kernel, event.object);
    },
    sync: (key) => {
      const { namespace, name } = splitKey(key);
      const set = kernel.store.get(STORAGE, namespace, name) as ReplicaSet | undefined;
      return set === undefined ? undefined : syncSet(kernel, types, set);
    },
  };
}

/** The set that controls the pod; for an orphan every set that would adopt it. */
function ownersOfPod(kernel: Kernel, pod: KubeObject): string[] {
  const uid = controllerOf(pod);
  if (uid !== undefined) {
    const owner = kernel.store.byUid(uid);
    return owner?.storage === STORAGE ? [objectKey(owner.object)] : [];
  }
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
  if (set.metadata.deletionTimestamp === undefined) {
    const missing = set.spec.replicas - pods.length;
    if (missing > 0) createPods(kernel, types.pods, set, missing);
    if (missing < 0) deletePods(kernel, types.pods, pods, -missing);
    if (missing !== 0) pods = activePods(kernel, types.pods, set);
  }
  writeStatus(kernel, types.sets, set, pods);
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

function createPods(kernel: Kernel, podType: ResourceType, set: ReplicaSet, count: number): void {
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
    createObject(kernel, podType, namespace, pod, MANAGER);
  }
}

function deletePods(kernel: Kernel, podType: ResourceType, pods: readonly Pod[], count: number): void {
  for (const pod of rankForDeletion(pods).slice(0, count)) {
    deleteObject(kernel, podType, pod.metadata.namespace ?? '', pod.metadata.name, {});
  }
}

function writeStatus(kernel: Kernel, type: ResourceType, set: ReplicaSet, pods: readonly Pod[]): void {
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
  };
  mergePatch(kernel, type, set, { status }, 'status');
}
