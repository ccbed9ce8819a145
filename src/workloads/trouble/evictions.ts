import type { Trouble } from '../../domain/verdict.ts';
import { hasEnded, isLeaving, type Pod, podSchema } from '../objects/pod.ts';
import { isEvicted, isRejected } from './ended-from-outside.ts';
import { conditionOf, shorten, timeOf } from './status.ts';

const withinMs = 30 * 60_000;

/** What nodes do to a pod for their own need, as they say; done again and again, it is the version. */
interface Again {
  is(pod: Pod): boolean;
  /** More often than this within the time. */
  borne: number;
  code: Trouble['code'];
  what: string;
}

const agains: readonly Again[] = [
  // A node under pressure evicts who uses most above its request.
  { is: isEvicted, borne: 2, code: 'evicted', what: 'evicted' },
  // A scheduler and a kubelet may differ for a moment, and in it a controller makes pods as fast as they are refused.
  { is: isRejected, borne: 10, code: 'cannot-start', what: 'refused by their nodes' },
];

interface Asked {
  /** Pods of the old version, those that have ended included. */
  peers: readonly unknown[];
  /** Milliseconds since the epoch. */
  now: number;
}

/**
 * What speaks against a version whose pods nodes evict or refuse again and again, though each time it might be the node's
 * need: not so where it happens to the old version's pods as well, for each that runs at least half as often. Null while
 * nothing does.
 * @param pods of the new version, those that have ended included, as the API server sends them
 */
export function evictedAgain(pods: readonly unknown[], asked: Asked): Trouble | null {
  for (const again of agains) {
    const found = happenedAgain(pods, asked, again);
    if (found) return found;
  }
  return null;
}

function happenedAgain(pods: readonly unknown[], { peers, now }: Asked, again: Again): Trouble | null {
  const own = perRunning(pods, now, again);
  const [last] = own.hit.toSorted((a, b) => hitAt(b) - hitAt(a));
  if (own.hit.length <= again.borne || last === undefined) return null;
  if (perRunning(peers, now, again).rate * 2 >= own.rate) return null;
  const said = last.status.message || last.status.reason || '';
  const detail = shorten(`${own.hit.length} of its pods were ${again.what} within ${withinMs / 60_000} min: ${said}`);
  return { code: again.code, pod: last.metadata.name, detail };
}

/** Those that it happened to lately, and how many they are for each pod that runs. */
function perRunning(raw: readonly unknown[], now: number, { is }: Again): { hit: Pod[]; rate: number } {
  const pods = raw.flatMap((each) => podSchema.safeParse(each).data ?? []);
  const hit = pods.filter((pod) => is(pod) && now - hitAt(pod) <= withinMs);
  const running = pods.filter((pod) => !hasEnded(pod) && !isLeaving(pod)).length;
  return { hit, rate: hit.length / Math.max(1, running) };
}

/** A pod that does not say when it was so at its start. */
function hitAt(pod: Pod): number {
  const { status, metadata } = pod;
  const said = conditionOf(pod, 'DisruptionTarget')?.lastTransitionTime ?? status.startTime;
  return timeOf(said ?? metadata.creationTimestamp) ?? 0;
}
