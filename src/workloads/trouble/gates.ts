import { isLeaving, type Pod, podSchema } from '../objects/pod.ts';
import { isEndedFromOutside } from './ended-from-outside.ts';
import { conditionOf, type Found, timeOf } from './status.ts';

interface Look {
  pod: Pod;
  now: number;
  graceMs: number;
  /** Pods of the old version; none where they were not looked at. */
  peers?: readonly unknown[];
}

/**
 * Its containers are ready, and somebody else has not said so by a readiness gate (a load balancer, a mesh) for longer than
 * the grace. Where half of the old version's pods wait as well, it is that somebody.
 */
export function gated({ pod, now, graceMs, peers = [] }: Look): Found | null {
  const since = gatedSince(pod);
  if (since === null || now - since <= graceMs) return null;
  const staying = peers
    .flatMap((peer) => podSchema.safeParse(peer).data ?? [])
    .filter((peer) => !isLeaving(peer) && !isEndedFromOutside(peer));
  const waiting = staying.filter((peer) => gatedSince(peer) !== null);
  if (waiting.length > 0 && waiting.length * 2 >= staying.length) return null;
  const detail = conditionOf(pod, 'Ready')?.message || 'a readiness gate has not passed';
  return { code: 'probe-failing', detail };
}

/** In ms since the epoch; null where it waits for nothing but its own containers, or for nothing. */
function gatedSince(pod: Pod): number | null {
  const ready = conditionOf(pod, 'Ready');
  if (ready?.status !== 'False' || ready.reason !== 'ReadinessGatesNotReady') return null;
  // A pod that has never been ready keeps the time at which it was made.
  const times = [ready, conditionOf(pod, 'ContainersReady')].flatMap((each) => timeOf(each?.lastTransitionTime) ?? []);
  return times.length > 0 ? Math.max(...times) : null;
}
