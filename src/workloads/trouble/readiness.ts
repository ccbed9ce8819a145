import type { Trouble } from '../../domain/verdict.ts';
import type { Pod } from '../objects/pod.ts';
import { conditionOf, timeOf } from './status.ts';

type Found = { code: Trouble['code']; detail: string };

interface Look {
  pod: Pod;
  now: number;
  graceMs: number;
  /** Names of the containers that the release changes. */
  containers: ReadonlySet<string>;
}

/**
 * Not ready for longer than the grace since the container started; or at once where it had been ready, because a
 * kubelet says that only after several failed probes. What the release does not change gets the grace there too.
 */
export function unready({ pod, now, graceMs, containers }: Look): Found | null {
  const condition = conditionOf(pod, 'ContainersReady') ?? conditionOf(pod, 'Ready');
  const changedAt = condition?.status === 'False' ? timeOf(condition.lastTransitionTime) : null;
  for (const { name, ready, state } of pod.status.containerStatuses) {
    const startedAt = timeOf(state.running?.startedAt);
    if (ready || startedAt === null) continue;
    // Conditions have whole seconds: only a change in a later second than the start tells that it had been ready.
    const wasReady = changedAt !== null && changedAt - startedAt >= 1000;
    const since = wasReady ? changedAt : startedAt;
    if (wasReady && (containers.has(name) || now - since > graceMs))
      return { code: 'probe-failing', detail: `${name}: was ready and its readiness probe now fails` };
    if (now - since <= graceMs) continue;
    const seconds = Math.round((now - startedAt) / 1000);
    return { code: 'probe-failing', detail: `${name}: not ready ${seconds} s after its start` };
  }
  return null;
}

/** No node takes it, for longer than the grace. */
export function unscheduled({ pod, now, graceMs }: Look): Found | null {
  const condition = conditionOf(pod, 'PodScheduled');
  if (condition?.status !== 'False' || condition.reason !== 'Unschedulable') return null;
  const since = timeOf(condition.lastTransitionTime ?? pod.metadata.creationTimestamp);
  if (since === null || now - since <= graceMs) return null;
  return { code: 'not-scheduled', detail: condition.message || 'no node takes the pod' };
}
