import { type ContainerStatus, type Pod, startupMs } from '../objects/pod.ts';
import { conditionOf, type Found, timeOf } from './status.ts';

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
export function unready(look: Look): Found | null {
  const { pod, now, containers } = look;
  const condition = conditionOf(pod, 'ContainersReady') ?? conditionOf(pod, 'Ready');
  const changedAt = condition?.status === 'False' ? timeOf(condition.lastTransitionTime) : null;
  for (const status of pod.status.containerStatuses) {
    const { name, ready, state } = status;
    const graceMs = graceOf(status, look);
    const startedAt = timeOf(state.running?.startedAt);
    if (ready || startedAt === null) continue;
    // Conditions have whole seconds: only a change in a later second than the start tells that it had been ready.
    const wasReady = changedAt !== null && changedAt - startedAt >= 1000;
    const since = wasReady ? changedAt : startedAt;
    if (wasReady && (containers.has(name) || now - since > graceMs))
      return { code: 'probe-failing', detail: `${name}: was ready and its readiness probe now fails` };
    if (now - since <= graceMs) continue;
    const seconds = Math.round((now - startedAt) / 1000);
    const probe = status.started === false ? ': its startup probe has not passed' : '';
    return { code: 'probe-failing', detail: `${name}: not ready ${seconds} s after its start${probe}` };
  }
  return null;
}

/** A container may take as long to start as its startup probe lets it. */
function graceOf({ name, started }: ContainerStatus, { pod, graceMs }: Look): number {
  return started === false ? Math.max(graceMs, startupMs(pod, name)) : graceMs;
}

/** No node takes it, for longer than the grace. */
export function unscheduled({ pod, now, graceMs }: Look): Found | null {
  const condition = conditionOf(pod, 'PodScheduled');
  if (condition?.status !== 'False') return null;
  const since = timeOf(condition.lastTransitionTime ?? pod.metadata.creationTimestamp);
  if (since === null || now - since <= graceMs) return null;
  return { code: 'not-scheduled', detail: condition.message || condition.reason || 'no node takes the pod' };
}
