import { type ContainerStatus, isLeaving, lastingStatuses, type Pod, podSchema, startupMs } from '../objects/pod.ts';
import { isEndedFromOutside } from './ended-from-outside.ts';
import { conditionOf, type Found, timeOf } from './status.ts';

interface Look {
  pod: Pod;
  now: number;
  graceMs: number;
  /** Names of the containers that the release changes. */
  containers: ReadonlySet<string>;
  /** Pods of the old version; none where they were not looked at. */
  peers?: readonly unknown[];
}

/** Pods that stop being ready within this time (ms) may have the same reason: their kubelet, or what they both need. */
const togetherMs = 15_000;

/**
 * Not ready for longer than the grace since the container started; or at once where it had been ready, because a
 * kubelet says that only after several failed probes. What the release does not change gets the grace there too, and so
 * does what the old version's pods are suffering as well: half of them, or one on the same node.
 */
export function unready(look: Look): Found | null {
  const { pod, now } = look;
  const changedAt = unreadySince(pod);
  for (const status of lastingStatuses(pod)) {
    const { name, ready, state } = status;
    const graceMs = graceOf(status, look);
    const startedAt = timeOf(state.running?.startedAt);
    if (ready || startedAt === null) continue;
    const wasReady = changedAt !== null && isLoss(changedAt, startedAt);
    const since = wasReady ? changedAt : startedAt;
    if (wasReady && (isVersions(status, look, changedAt) || now - since > graceMs))
      return { code: 'probe-failing', detail: `${name}: was ready and its readiness probe now fails` };
    if (now - since <= graceMs) continue;
    const seconds = Math.round((now - startedAt) / 1000);
    const probe = status.started === false ? ': its startup probe has not passed' : '';
    return { code: 'probe-failing', detail: `${name}: not ready ${seconds} s after its start${probe}` };
  }
  return null;
}

/** Since when its containers are not all ready (ms since the epoch); null where they are. */
function unreadySince(pod: Pod): number | null {
  const condition = conditionOf(pod, 'ContainersReady') ?? conditionOf(pod, 'Ready');
  return condition?.status === 'False' ? timeOf(condition.lastTransitionTime) : null;
}

/** Conditions have whole seconds: only a change in a later second than the start tells that it had been ready. */
function isLoss(changedAt: number, startedAt: number): boolean {
  return changedAt - startedAt >= 1000;
}

/** Nothing but the version accounts for it, as far as anybody can tell at once. */
function isVersions({ name, started }: ContainerStatus, look: Look, changedAt: number): boolean {
  if (!look.containers.has(name)) return false;
  // A kubelet takes that back for no probe, and forgets it when it is started again.
  if (started === false) return false;
  const peers = (look.peers ?? []).flatMap((peer) => podSchema.safeParse(peer).data ?? []);
  const staying = peers.filter((peer) => !isLeaving(peer) && !isEndedFromOutside(peer));
  const lost = staying.filter((peer) => Math.abs((lostAt(peer) ?? 0) - changedAt) <= togetherMs);
  const { nodeName } = look.pod.spec;
  const onNode = nodeName !== undefined && lost.some((peer) => peer.spec.nodeName === nodeName);
  return !onNode && (lost.length === 0 || lost.length * 2 < staying.length);
}

/** When a pod whose containers run stopped being ready (ms since the epoch); null where it did not. */
function lostAt(pod: Pod): number | null {
  const changedAt = unreadySince(pod);
  if (changedAt === null) return null;
  const running = lastingStatuses(pod).flatMap(({ ready, state }) =>
    ready ? [] : (timeOf(state.running?.startedAt) ?? []),
  );
  return running.some((startedAt) => isLoss(changedAt, startedAt)) ? changedAt : null;
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
