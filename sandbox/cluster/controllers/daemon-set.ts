import type { Kernel } from '../api/kernel.ts';
import { asDict } from '../model/json.ts';
import type { KubeObject } from '../model/types.ts';
import { makePodOn, nodeOf } from './daemon-set-pods.ts';
import { dueForReplacement, type NodePods } from './daemon-set-rollout.ts';
import { controllerOfKind, ownerOfKind } from './of-kind.ts';
import { deletePod, hasEnded, isTerminating } from './own-pods.ts';
import { isAvailable, isReady, untilAvailable } from './pods.ts';
import { REVISION_LABEL, type Revision, revisionsOf, truncateRevisions } from './revisions.ts';
import { builtin, type Controller, mergePatch, objectKey } from './runtime.ts';
import type { DaemonSet, Pod } from './types.ts';

const STORAGE = 'apps/daemonsets';
const NODES = '/nodes';

/** Keeps one pod of each DaemonSet on every node that its selector of nodes finds, and replaces those of old templates. */
export function daemonSetController(kernel: Kernel): Controller {
  return controllerOfKind<DaemonSet>(kernel, {
    name: 'daemonset',
    storage: STORAGE,
    touchedBy: ({ storage, object }) => {
      if (storage === NODES) return kernel.store.list(STORAGE).map(objectKey);
      return storage === '/pods' ? ownerOfKind(kernel, STORAGE, object) : [];
    },
    sync: (set) => syncSet(kernel, set),
  });
}

function syncSet(kernel: Kernel, set: DaemonSet): number | undefined {
  const revisions = revisionsOf(kernel, set, REVISION_LABEL);
  const update = revisions.at(-1);
  if (update === undefined) return undefined;
  if (set.metadata.deletionTimestamp === undefined) {
    keepPods(kernel, set, update);
    if (set.spec.updateStrategy.type === 'RollingUpdate') replaceOld(kernel, set, update);
  }
  writeStatus(kernel, set, update);
  const pods = podsOf(kernel, set);
  const used = new Set([hashOf(update), ...pods.map(({ metadata }) => metadata.labels?.[REVISION_LABEL])]);
  truncateRevisions(kernel, set, revisions, (each) => used.has(hashOf(each)));
  const waits = pods.flatMap((pod) => untilAvailable(pod, set.spec.minReadySeconds ?? 0, kernel.now()) ?? []);
  return waits.length > 0 ? Math.min(...waits) : undefined;
}

function hashOf({ metadata }: Revision): string | undefined {
  return metadata.labels?.[REVISION_LABEL];
}

function podsOf(kernel: Kernel, set: DaemonSet): Pod[] {
  const own = kernel.store.dependents(set.metadata.uid ?? '').map(({ object }) => object as Pod);
  return own.filter(({ kind }) => kind === 'Pod');
}

/** Names of the nodes that are to have a pod. */
function nodesFor(kernel: Kernel, { spec }: DaemonSet): string[] {
  const wanted = Object.entries(asDict(spec.template.spec['nodeSelector']));
  const fits = ({ metadata }: KubeObject) => wanted.every(([key, value]) => metadata.labels?.[key] === value);
  return kernel.store
    .list(NODES)
    .filter((node) => node.metadata.deletionTimestamp === undefined && fits(node))
    .map(({ metadata }) => metadata.name);
}

function keepPods(kernel: Kernel, set: DaemonSet, update: Revision): void {
  const nodes = nodesFor(kernel, set);
  for (const pod of podsOf(kernel, set)) {
    const stray = !nodes.includes(nodeOf(pod));
    if ((stray || hasEnded(pod)) && !isTerminating(pod)) deletePod(kernel, pod);
  }
  const taken = new Set(podsOf(kernel, set).map(nodeOf));
  for (const node of nodes) if (!taken.has(node)) makePodOn(kernel, set, node, update);
}

function replaceOld(kernel: Kernel, set: DaemonSet, update: Revision): void {
  const pods = podsOf(kernel, set).filter((pod) => !isTerminating(pod) && !hasEnded(pod));
  const nodes = nodesFor(kernel, set).map((node): NodePods => {
    const here = pods.filter((pod) => nodeOf(pod) === node);
    const isNew = (pod: Pod) => pod.metadata.labels?.[REVISION_LABEL] === hashOf(update);
    return { node, old: here.find((pod) => !isNew(pod)), fresh: here.find(isNew) };
  });
  const { remove, make } = dueForReplacement(set, nodes, kernel.now());
  for (const pod of remove) deletePod(kernel, pod);
  for (const node of make) makePodOn(kernel, set, node, update);
}

function writeStatus(kernel: Kernel, set: DaemonSet, update: Revision): void {
  const pods = podsOf(kernel, set);
  const nodes = nodesFor(kernel, set);
  const oldest = nodes.flatMap((node) => {
    const here = pods.filter((pod) => nodeOf(pod) === node);
    return here.sort((a, b) => madeAt(a) - madeAt(b))[0] ?? [];
  });
  const available = oldest.filter((pod) => isAvailable(pod, set.spec.minReadySeconds ?? 0, kernel.now())).length;
  const updated = oldest.filter((pod) => pod.metadata.labels?.[REVISION_LABEL] === hashOf(update)).length;
  // Zero counts are left out of the object where the API's `omitempty` leaves them out.
  const status = {
    observedGeneration: set.metadata.generation ?? 1,
    desiredNumberScheduled: nodes.length,
    currentNumberScheduled: oldest.length,
    numberMisscheduled: pods.filter((pod) => !nodes.includes(nodeOf(pod))).length,
    numberReady: oldest.filter(isReady).length,
    updatedNumberScheduled: updated || null,
    numberAvailable: available || null,
    numberUnavailable: nodes.length - available || null,
  };
  const live = kernel.store.get(STORAGE, set.metadata.namespace ?? '', set.metadata.name);
  if (live) mergePatch(kernel, builtin(kernel, 'apps', 'v1', 'daemonsets'), live, { status }, 'status');
}

function madeAt({ metadata }: Pod): number {
  return Date.parse(metadata.creationTimestamp ?? '');
}
