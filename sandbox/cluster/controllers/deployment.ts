import type { Kernel } from '../api/kernel.ts';
import { ApiError } from '../model/errors.ts';
import { matchesSelector } from '../store/selectors.ts';
import { isConditionMissing, pausedCondition, withCondition } from './deployment-conditions.ts';
import { isScalingEvent, scaleSets } from './deployment-scale.ts';
import { cleanUpHistory, findNewSet, makeNewSet, refreshNewSet, resize } from './deployment-sets.ts';
import { deadlineWait, nextStatus } from './deployment-status.ts';
import { controllerOfKind, ownerOfKind } from './of-kind.ts';
import { ownerReference } from './replicaset.ts';
import { nextNewSize, shrinkOldSets } from './rollout.ts';
import { builtin, type Controller, mergePatch, objectKey } from './runtime.ts';
import { controllerOf, type Deployment, type DeploymentStatus, type Pod, type ReplicaSet } from './types.ts';

const STORAGE = 'apps/deployments';
const SETS = 'apps/replicasets';

/** Rolls Deployments out by growing and shrinking ReplicaSets, within surge and unavailability, and tells how far it is. */
export function deploymentController(kernel: Kernel): Controller {
  return controllerOfKind<Deployment>(kernel, {
    name: 'deployment',
    storage: STORAGE,
    touchedBy: ({ storage, type, object }) => {
      if (storage === SETS) return ownersOfSet(kernel, object as ReplicaSet);
      // The end of a pod matters to a Recreate, which waits for all old pods to be gone.
      if (storage !== '/pods' || type !== 'DELETED') return [];
      const set = kernel.store.byUid(controllerOf(object) ?? '');
      return set === undefined ? [] : ownersOfSet(kernel, set.object as ReplicaSet);
    },
    sync: (deployment) => syncDeployment(kernel, deployment),
  });
}

function ownersOfSet(kernel: Kernel, set: ReplicaSet): string[] {
  if (controllerOf(set) !== undefined) return ownerOfKind(kernel, STORAGE, set);
  const all = kernel.store.list(STORAGE, set.metadata.namespace) as Deployment[];
  return all.filter((each) => matchesSelector(each.spec.selector, set.metadata.labels ?? {})).map(objectKey);
}

/** The sets of a Deployment; matching orphans are adopted. */
function setsOf(kernel: Kernel, deployment: Deployment): ReplicaSet[] {
  const type = builtin(kernel, 'apps', 'v1', 'replicasets');
  const all = kernel.store.list(SETS, deployment.metadata.namespace) as ReplicaSet[];
  return all.flatMap((set) => {
    const controller = controllerOf(set);
    if (controller !== undefined) return controller === deployment.metadata.uid ? [set] : [];
    const adoptable =
      deployment.metadata.deletionTimestamp === undefined &&
      set.metadata.deletionTimestamp === undefined &&
      matchesSelector(deployment.spec.selector, set.metadata.labels ?? {});
    if (!adoptable) return [];
    return [
      mergePatch(kernel, type, set, { metadata: { ownerReferences: [ownerReference(deployment)] } }) as ReplicaSet,
    ];
  });
}

function syncDeployment(kernel: Kernel, deployment: Deployment): number | undefined {
  const sets = setsOf(kernel, deployment);
  const newSet = findNewSet(deployment, sets);
  if (deployment.metadata.deletionTimestamp !== undefined) {
    return writeStatus(kernel, deployment, sets, newSet, deployment.status);
  }
  const status = pausedCondition(deployment, kernel.now());
  if (deployment.spec.paused === true || isScalingEvent(deployment, sets)) {
    const kept = newSet === undefined ? undefined : refreshNewSet(kernel, deployment, newSet, sets);
    for (const change of scaleSets(deployment, kept, setsOf(kernel, deployment))) resize(kernel, deployment, change);
    return writeStatus(kernel, deployment, setsOf(kernel, deployment), kept, status);
  }
  return deployment.spec.strategy.type === 'Recreate'
    ? recreate(kernel, deployment, sets, newSet, status)
    : roll(kernel, deployment, sets, newSet, status);
}

function roll(
  kernel: Kernel,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  found: ReplicaSet | undefined,
  status: DeploymentStatus | undefined,
): number | undefined {
  const made = ensureNewSet(kernel, deployment, sets, found, status);
  const oldSets = sets.filter((set) => set.metadata.uid !== made.set.metadata.uid);
  const size = nextNewSize(deployment, made.set, [...oldSets, made.set]);
  if (size !== made.set.spec.replicas) resize(kernel, deployment, { set: made.set, replicas: size });
  else for (const change of shrinkOldSets(deployment, made.set, oldSets)) resize(kernel, deployment, change);
  return writeStatus(kernel, deployment, setsOf(kernel, deployment), made.set, made.status);
}

function recreate(
  kernel: Kernel,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  found: ReplicaSet | undefined,
  status: DeploymentStatus | undefined,
): number | undefined {
  const oldSets = sets.filter((set) => set !== found);
  const active = oldSets.filter((set) => set.spec.replicas > 0);
  for (const set of active) resize(kernel, deployment, { set, replicas: 0 });
  if (active.length > 0 || hasPods(kernel, oldSets)) {
    return writeStatus(kernel, deployment, setsOf(kernel, deployment), found, status);
  }
  const made = ensureNewSet(kernel, deployment, sets, found, status);
  const { replicas } = deployment.spec;
  if (made.set.spec.replicas !== replicas) resize(kernel, deployment, { set: made.set, replicas });
  return writeStatus(kernel, deployment, setsOf(kernel, deployment), made.set, made.status);
}

function hasPods(kernel: Kernel, sets: readonly ReplicaSet[]): boolean {
  return sets.some((set) =>
    kernel.store.dependents(set.metadata.uid ?? '').some(({ object }) => {
      const phase = (object as Pod).status?.phase;
      return object.kind === 'Pod' && phase !== 'Failed' && phase !== 'Succeeded';
    }),
  );
}

function ensureNewSet(
  kernel: Kernel,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  found: ReplicaSet | undefined,
  status: DeploymentStatus | undefined,
): { set: ReplicaSet; status: DeploymentStatus | undefined } {
  const now = kernel.now();
  if (found !== undefined) {
    const set = refreshNewSet(kernel, deployment, found, sets);
    if (!isConditionMissing(deployment)) return { set, status };
    const message = `Found new replica set "${set.metadata.name}"`;
    return { set, status: withCondition(status, now, 'Progressing', 'True', 'FoundNewReplicaSet', message) };
  }
  const set = madeOrTold(kernel, deployment, sets);
  const message = `Created new replica set "${set.metadata.name}"`;
  return { set, status: withCondition(status, now, 'Progressing', 'True', 'NewReplicaSetCreated', message) };
}

/** Where the set may not be made, the Deployment says so, and it is tried again. */
function madeOrTold(kernel: Kernel, deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet {
  try {
    return makeNewSet(kernel, deployment, sets);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const name = String(error.body.details?.['name'] ?? deployment.metadata.name);
    const message = `Failed to create new replica set "${name}": ${error.message}`;
    const now = kernel.now();
    const status = withCondition(deployment.status, now, 'Progressing', 'False', 'ReplicaSetCreateError', message);
    const live = kernel.store.get(STORAGE, deployment.metadata.namespace ?? '', deployment.metadata.name);
    if (live) mergePatch(kernel, builtin(kernel, 'apps', 'v1', 'deployments'), live, { status }, 'status');
    throw error;
  }
}

function writeStatus(
  kernel: Kernel,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
  status: DeploymentStatus | undefined,
): number | undefined {
  const now = kernel.now();
  const current = newSet && sets.find((set) => set.metadata.uid === newSet.metadata.uid);
  const next = nextStatus(deployment, sets, current, status, now);
  const live = kernel.store.get(STORAGE, deployment.metadata.namespace ?? '', deployment.metadata.name);
  if (live === undefined) return undefined;
  mergePatch(kernel, builtin(kernel, 'apps', 'v1', 'deployments'), live, { status: next }, 'status');
  if (deployment.metadata.deletionTimestamp === undefined) cleanUpHistory(kernel, deployment, sets, current, next);
  return deadlineWait(deployment, next, now);
}
