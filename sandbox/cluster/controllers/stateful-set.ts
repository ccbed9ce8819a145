import type { Kernel } from '../api/kernel.ts';
import { controllerOfKind, ownerOfKind } from './of-kind.ts';
import { deletePod, hasEnded, isTerminating } from './own-pods.ts';
import { isReady, untilAvailable } from './pods.ts';
import { REVISION_LABEL, type Revision, revisionsOf, truncateRevisions } from './revisions.ts';
import { builtin, type Controller, mergePatch } from './runtime.ts';
import { isUp, makePod, ordinalOf } from './stateful-set-pods.ts';
import type { Pod, StatefulSet } from './types.ts';

const STORAGE = 'apps/statefulsets';

/** Keeps the pods of StatefulSets, one by one and in the order of their ordinals, and brings in new templates from the highest down. */
export function statefulSetController(kernel: Kernel): Controller {
  return controllerOfKind<StatefulSet>(kernel, {
    name: 'statefulset',
    storage: STORAGE,
    touchedBy: ({ storage, object }) => (storage === '/pods' ? ownerOfKind(kernel, STORAGE, object) : []),
    sync: (set) => syncSet(kernel, set),
  });
}

/** What a set's pods are, and which templates they are to have. */
interface View {
  set: StatefulSet;
  /** By ordinal; those above the wanted number are condemned. */
  pods: Map<number, Pod>;
  current: Revision;
  update: Revision;
}

function syncSet(kernel: Kernel, set: StatefulSet): number | undefined {
  const revisions = revisionsOf(kernel, set, 'controller.kubernetes.io/hash');
  const update = revisions.at(-1);
  if (update === undefined) return undefined;
  const current = revisions.find(({ metadata }) => metadata.name === set.status?.currentRevision) ?? update;
  const view = (): View => ({ set, pods: podsOf(kernel, set), current, update });
  if (set.metadata.deletionTimestamp === undefined && !keepPods(kernel, view())) replaceOld(kernel, view());
  const done = writeStatus(kernel, view());
  const pods = [...view().pods.values()];
  const used = new Set([done, update.metadata.name, ...pods.map(({ metadata }) => metadata.labels?.[REVISION_LABEL])]);
  truncateRevisions(kernel, set, revisions, ({ metadata }) => used.has(metadata.name));
  const waits = pods.flatMap((pod) => untilAvailable(pod, set.spec.minReadySeconds ?? 0, kernel.now()) ?? []);
  return waits.length > 0 ? Math.min(...waits) : undefined;
}

function podsOf(kernel: Kernel, set: StatefulSet): Map<number, Pod> {
  const own = kernel.store.dependents(set.metadata.uid ?? '').map(({ object }) => object as Pod);
  const pods = own.filter(({ kind }) => kind === 'Pod').map((pod) => [ordinalOf(set, pod), pod] as const);
  return new Map(pods.filter(([ordinal]) => ordinal >= 0).sort(([a], [b]) => a - b));
}

/**
 * Makes the pods that are missing and takes away those that are too many. Unless it may do so in parallel, each waits until
 * those before it are up.
 * @returns whether there was something to do or to wait for
 */
function keepPods(kernel: Kernel, view: View): boolean {
  const { set, pods, current, update } = view;
  const { replicas, podManagementPolicy } = set.spec;
  const parallel = podManagementPolicy === 'Parallel';
  const partition = set.spec.updateStrategy.rollingUpdate?.partition ?? 0;
  for (let ordinal = 0; ordinal < replicas; ordinal += 1) {
    const pod = pods.get(ordinal);
    if (pod !== undefined && hasEnded(pod) && !isTerminating(pod)) deletePod(kernel, pod);
    if (pod === undefined) makePod(kernel, set, ordinal, ordinal < partition ? current : update);
    if (!parallel && !isUp(set, pod, kernel.now())) return true;
  }
  const condemned = [...pods].filter(([ordinal]) => ordinal >= replicas).map(([, pod]) => pod);
  for (const pod of condemned.reverse()) {
    if (!isTerminating(pod)) deletePod(kernel, pod);
    if (!parallel) return true;
  }
  return false;
}

/** From the highest ordinal down to the partition, one at a time: the next once the one before is up. */
function replaceOld(kernel: Kernel, { set, pods, update }: View): void {
  const { replicas, updateStrategy } = set.spec;
  if (updateStrategy.type === 'OnDelete') return;
  for (let ordinal = replicas - 1; ordinal >= (updateStrategy.rollingUpdate?.partition ?? 0); ordinal -= 1) {
    const pod = pods.get(ordinal);
    if (pod === undefined) return;
    if (pod.metadata.labels?.[REVISION_LABEL] !== update.metadata.name && !isTerminating(pod)) {
      deletePod(kernel, pod);
      return;
    }
    if (!isUp(set, pod, kernel.now())) return;
  }
}

/** @returns the name of the revision that counts as the current one from now on */
function writeStatus(kernel: Kernel, { set, pods, current, update }: View): string {
  const all = [...pods.values()];
  const of = ({ metadata }: Revision) =>
    all.filter((pod) => !isTerminating(pod) && pod.metadata.labels?.[REVISION_LABEL] === metadata.name).length;
  const ready = all.filter((pod) => pod.status?.phase === 'Running' && isReady(pod)).length;
  const { replicas, updateStrategy } = set.spec;
  const complete =
    updateStrategy.type === 'RollingUpdate' && [of(update), ready, all.length].every((n) => n === replicas);
  const currentRevision = complete ? update.metadata.name : current.metadata.name;
  // Zero counts are left out of the object, as the API's `omitempty` does; these two never are.
  const status = {
    observedGeneration: set.metadata.generation ?? 1,
    replicas: all.length,
    availableReplicas: all.filter((pod) => isUp(set, pod, kernel.now())).length,
    readyReplicas: ready || null,
    currentReplicas: (complete ? of(update) : of(current)) || null,
    updatedReplicas: of(update) || null,
    currentRevision,
    updateRevision: update.metadata.name,
    collisionCount: 0,
  };
  const type = builtin(kernel, 'apps', 'v1', 'statefulsets');
  const live = kernel.store.get(STORAGE, set.metadata.namespace ?? '', set.metadata.name);
  if (live !== undefined) mergePatch(kernel, type, live, { status }, 'status');
  return currentRevision;
}
