import { conditionOf, type Pod } from './types.ts';

/** Whether the Ready condition is true. */
export function isReady(pod: Pod): boolean {
  return conditionOf(pod, 'Ready')?.status === 'True';
}

/** Whether the pod has been ready for at least `minReadySeconds`; `now` in milliseconds. */
export function isAvailable(pod: Pod, minReadySeconds: number, now: number): boolean {
  if (!isReady(pod)) return false;
  return minReadySeconds === 0 || readySince(pod) + minReadySeconds * 1000 <= now;
}

/** Milliseconds until a ready pod counts as available; undefined when it does or is not ready. */
export function untilAvailable(pod: Pod, minReadySeconds: number, now: number): number | undefined {
  if (!isReady(pod) || isAvailable(pod, minReadySeconds, now)) return undefined;
  return readySince(pod) + minReadySeconds * 1000 - now;
}

function readySince(pod: Pod): number {
  const since = conditionOf(pod, 'Ready')?.lastTransitionTime;
  return since === undefined ? Number.POSITIVE_INFINITY : Date.parse(since);
}

const PHASES = ['Pending', 'Unknown', 'Running'];

/** Pods in the order in which a ReplicaSet gives them up: unscheduled, pending, unready, cheap, newest first. */
export function rankForDeletion(pods: readonly Pod[]): Pod[] {
  const cost = (pod: Pod): number =>
    Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0);
  const rank = (pod: Pod): number[] => [
    pod.spec.nodeName === undefined ? 0 : 1,
    PHASES.indexOf(pod.status?.phase ?? 'Pending'),
    isReady(pod) ? 1 : 0,
    cost(pod),
    isReady(pod) ? -readySince(pod) : 0,
    -Date.parse(pod.metadata.creationTimestamp ?? ''),
  ];
  return [...pods].sort((a, b) => {
    const [first, second] = [rank(a), rank(b)];
    const differing = first.findIndex((value, index) => value !== second[index]);
    return differing < 0 ? 0 : (first[differing] ?? 0) - (second[differing] ?? 0);
  });
}

/** A Job's pods run to their end: no agent for pods that serve runs them. */
export function isOfJob({ metadata: { ownerReferences } }: Pod): boolean {
  return (ownerReferences ?? []).some(({ kind, controller }) => kind === 'Job' && controller === true);
}
