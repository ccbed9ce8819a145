import { timestamp } from '../model/names.ts';
import { withCondition } from './deployment-conditions.ts';
import { limitsOf, wantedPods } from './rollout.ts';
import { type Condition, conditionOf, type Deployment, type DeploymentStatus, type ReplicaSet } from './types.ts';

/** The status that a Deployment shall have, from its sets and the conditions so far; `now` in milliseconds. */
export function nextStatus(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
  status: DeploymentStatus | undefined,
  now: number,
): Record<string, unknown> & { conditions?: Condition[] } {
  const sum = (list: readonly ReplicaSet[], key: 'replicas' | 'readyReplicas' | 'availableReplicas'): number =>
    list.reduce((total, set) => total + (set.status?.[key] ?? 0), 0);
  const counts = {
    observedGeneration: deployment.metadata.generation ?? 1,
    replicas: sum(sets, 'replicas'),
    updatedReplicas: newSet?.status?.replicas ?? 0,
    readyReplicas: sum(sets, 'readyReplicas'),
    availableReplicas: sum(sets, 'availableReplicas'),
    unavailableReplicas: Math.max(0, wantedPods(sets) - sum(sets, 'availableReplicas')),
  };
  const available = counts.availableReplicas >= deployment.spec.replicas - limitsOf(deployment).maxUnavailable;
  const judged = available
    ? withCondition(
        status,
        now,
        'Available',
        'True',
        'MinimumReplicasAvailable',
        'Deployment has minimum availability.',
      )
    : withCondition(
        status,
        now,
        'Available',
        'False',
        'MinimumReplicasUnavailable',
        'Deployment does not have minimum availability.',
      );
  const progressed = withProgress(deployment, counts, newSet, withFailure(judged, sets, newSet), now);
  // Zero counts are left out of the object, as the API's `omitempty` does.
  const shown = Object.fromEntries(Object.entries(counts).map(([key, value]) => [key, value === 0 ? null : value]));
  return { ...shown, conditions: progressed.conditions ?? [] };
}

/** The failure of the new set, or else of an old one; only one is shown, with the time and words of that set. */
function withFailure(
  status: DeploymentStatus,
  sets: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
): DeploymentStatus {
  const failures = [newSet, ...sets].flatMap((set) => (set && conditionOf(set, 'ReplicaFailure')) ?? []);
  const others = (status.conditions ?? []).filter(({ type }) => type !== 'ReplicaFailure');
  const current = status.conditions?.find(({ type }) => type === 'ReplicaFailure');
  const [failure] = failures;
  if (!failure) return { ...status, conditions: others };
  // As the real controller: a condition of the same status and reason is left as it is.
  return {
    ...status,
    conditions: [...others, current ?? { ...failure, lastUpdateTime: failure.lastTransitionTime ?? '' }],
  };
}

interface Counts {
  replicas: number;
  updatedReplicas: number;
  readyReplicas: number;
  availableReplicas: number;
}

function withProgress(
  deployment: Deployment,
  counts: Counts,
  newSet: ReplicaSet | undefined,
  status: DeploymentStatus,
  now: number,
): DeploymentStatus {
  const { replicas, paused } = deployment.spec;
  const current = status.conditions?.find((condition) => condition.type === 'Progressing');
  const settled = counts.replicas === counts.updatedReplicas && current?.reason === 'NewReplicaSetAvailable';
  if (settled || paused === true) return status;
  const name =
    newSet === undefined ? `Deployment "${deployment.metadata.name}"` : `ReplicaSet "${newSet.metadata.name}"`;
  const complete =
    counts.updatedReplicas === replicas && counts.replicas === replicas && counts.availableReplicas === replicas;
  if (complete) {
    const message = `${name} has successfully progressed.`;
    return withCondition(status, now, 'Progressing', 'True', 'NewReplicaSetAvailable', message);
  }
  if (hasProgressed(counts, deployment.status ?? {})) {
    return restamped(status, now, `${name} is progressing.`);
  }
  const wait = timeLeft(deployment, current, now);
  if (wait === undefined || wait > 0) return status;
  const message = `${name} has timed out progressing.`;
  return withCondition(status, now, 'Progressing', 'False', 'ProgressDeadlineExceeded', message);
}

/** Each step forward starts the clock of the deadline anew, also when the condition reads the same. */
function restamped(status: DeploymentStatus, now: number, message: string): DeploymentStatus {
  const next = withCondition(status, now, 'Progressing', 'True', 'ReplicaSetUpdated', message);
  const conditions = (next.conditions ?? []).map((condition) =>
    condition.type === 'Progressing' ? { ...condition, lastUpdateTime: timestamp(now) } : condition,
  );
  return { ...next, conditions };
}

function hasProgressed(counts: Counts, before: DeploymentStatus): boolean {
  const old = (before.replicas ?? 0) - (before.updatedReplicas ?? 0);
  return (
    counts.updatedReplicas > (before.updatedReplicas ?? 0) ||
    counts.replicas - counts.updatedReplicas < old ||
    counts.readyReplicas > (before.readyReplicas ?? 0) ||
    counts.availableReplicas > (before.availableReplicas ?? 0)
  );
}

/** Milliseconds until the progress deadline; undefined when it does not run. */
function timeLeft(deployment: Deployment, condition: Condition | undefined, now: number): number | undefined {
  const seconds = deployment.spec.progressDeadlineSeconds ?? 600;
  const stopped = ['NewReplicaSetAvailable', 'ProgressDeadlineExceeded', 'DeploymentPaused'];
  if (condition?.lastUpdateTime === undefined || stopped.includes(condition.reason ?? '')) return undefined;
  // Times in objects are cut to the second: a whole one more, so that no deadline comes early.
  return Date.parse(condition.lastUpdateTime) + (seconds + 1) * 1000 - now;
}

/** Milliseconds after which the deadline must be looked at; undefined when none runs. */
export function deadlineWait(
  deployment: Deployment,
  status: { conditions?: Condition[] },
  now: number,
): number | undefined {
  const condition = status.conditions?.find((each) => each.type === 'Progressing');
  return timeLeft(deployment, condition, now);
}
