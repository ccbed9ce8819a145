import { conditionOf, type Pod } from './types.ts';

/** Of one pod: CPU in thousandths of a core, or memory in bytes. */
export interface PodUse {
  used: number;
  requested: number;
}

/** Pods as an autoscaler tells them apart; those that go away or have failed are none. */
export interface Uses {
  known: readonly PodUse[];
  /** Pods that have started, and of which nothing is known. */
  missing: number;
  /** Pods that are not ready yet. */
  starting: number;
}

/** What the started pods use on average. */
export interface Measured {
  /** Percent of what was requested. */
  utilization: number;
  /** Per pod, as it was measured. */
  average: number;
}

export interface Proposal {
  replicas: number;
  measured: Measured;
}

/** By how much the use may differ from what is aimed at before anything is done: 10 %. */
const tolerance = 0.1;
/** A pod that is not ready counts as starting for so long after its start… */
const initializationMs = 5 * 60_000;
/** …and after that only if it stopped being ready so soon after its start that it never really was. */
const initialReadinessMs = 30_000;

const isNear = (ratio: number) => Math.abs(ratio - 1) <= tolerance;

/**
 * How many pods an autoscaler wants by their use of a resource, before any bounds: GetResourceReplicas in Kubernetes'
 * pkg/controller/podautoscaler/replica_calculator.go. When it would scale up, pods that are not ready count as idle; pods
 * of which nothing is known count as idle then, and as fully used when it would scale down. Nothing is done when that
 * turns the direction. Undefined when nothing is known of any pod.
 * @param current `spec.replicas` of what is scaled
 * @param target percent of what they request that pods shall use on average
 */
export function proposeReplicas(
  { known, missing, starting }: Uses,
  { current, target }: { current: number; target: number },
): Proposal | undefined {
  const [first] = known;
  if (first === undefined) return undefined;
  const utilization = utilizationOf(known);
  const ratio = utilization / target;
  const average = known.reduce((sum, { used }) => sum + used, 0) / known.length;
  const propose = (replicas: number): Proposal => ({ replicas, measured: { utilization, average } });
  const idle = ratio > 1 ? starting : 0;
  if (idle === 0 && missing === 0) return propose(isNear(ratio) ? current : Math.ceil(ratio * known.length));
  // The pods of one workload ask for the same.
  const pods = (count: number, percent: number): PodUse[] =>
    Array.from({ length: count }, () => ({ ...first, used: (first.requested * percent) / 100 }));
  const assumed = ratio === 1 ? [] : pods(missing, ratio < 1 ? Math.max(100, target) : 0);
  const counted = [...known, ...assumed, ...pods(idle, 0)];
  const corrected = utilizationOf(counted) / target;
  if (isNear(corrected) || corrected < 1 !== ratio < 1) return propose(current);
  const replicas = Math.ceil(corrected * counted.length);
  return propose(corrected < 1 ? Math.min(current, replicas) : Math.max(current, replicas));
}

/** Tells the pods of a workload apart; what a pod that starts uses of memory counts. @param now milliseconds since the epoch */
export function groupPods(
  pods: readonly Pod[],
  measure: (pod: Pod) => PodUse | undefined,
  now: number,
  resource: 'cpu' | 'memory',
): Uses {
  const alive = pods.filter(
    ({ metadata, status }) => metadata.deletionTimestamp === undefined && status?.phase !== 'Failed',
  );
  const started = alive.filter((pod) => (resource === 'cpu' ? !isStarting(pod, now) : pod.status?.phase !== 'Pending'));
  const known = started.flatMap((pod) => measure(pod) ?? []);
  return { known, missing: started.length - known.length, starting: alive.length - started.length };
}

function isStarting(pod: Pod, now: number): boolean {
  if (pod.status?.phase === 'Pending') return true;
  const ready = conditionOf(pod, 'Ready');
  const start = Date.parse(String(pod.status?.['startTime']));
  if (ready === undefined || Number.isNaN(start)) return true;
  if (ready.status === 'True') return false;
  return now < start + initializationMs || Date.parse(String(ready.lastTransitionTime)) < start + initialReadinessMs;
}

/** In whole percent, as Kubernetes has it. */
function utilizationOf(uses: readonly PodUse[]): number {
  const used = uses.reduce((sum, use) => sum + use.used, 0);
  const requested = uses.reduce((sum, use) => sum + use.requested, 0);
  return Math.floor((used * 100) / requested);
}
