import type { Trouble } from '../../domain/verdict.ts';
import { hasEnded, isLeaving, type Pod, podSchema } from '../objects/pod.ts';
import { isEvicted } from './ended-from-outside.ts';
import { conditionOf, shorten, timeOf } from './status.ts';

/** A node under pressure evicts who uses most above its request: more often than this within the time, it is the version. */
const borne = 2;
const withinMs = 30 * 60_000;

interface Asked {
  /** Pods of the old version, those that have ended included. */
  peers: readonly unknown[];
  /** Milliseconds since the epoch. */
  now: number;
}

/**
 * What speaks against a version whose pods nodes evict again and again, though each time it might be the node's need: not so
 * where the old version's pods are evicted as well, for each that runs at least half as often. Null while nothing does.
 * @param pods of the new version, those that have ended included, as the API server sends them
 */
export function evictedAgain(pods: readonly unknown[], { peers, now }: Asked): Trouble | null {
  const own = perRunning(pods, now);
  const [last] = own.evicted.toSorted((a, b) => evictedAt(b) - evictedAt(a));
  if (own.evicted.length <= borne || last === undefined) return null;
  if (perRunning(peers, now).rate * 2 >= own.rate) return null;
  const said = last.status.message ?? '';
  const detail = shorten(`${own.evicted.length} of its pods were evicted within ${withinMs / 60_000} min: ${said}`);
  return { code: 'evicted', pod: last.metadata.name, detail };
}

/** Those evicted lately, and how many they are for each pod that runs. */
function perRunning(raw: readonly unknown[], now: number): { evicted: Pod[]; rate: number } {
  const pods = raw.flatMap((each) => podSchema.safeParse(each).data ?? []);
  const evicted = pods.filter((pod) => isEvicted(pod) && now - evictedAt(pod) <= withinMs);
  const running = pods.filter((pod) => !hasEnded(pod) && !isLeaving(pod)).length;
  return { evicted, rate: evicted.length / Math.max(1, running) };
}

/** A pod that does not say when it was evicted was so at its start. */
function evictedAt(pod: Pod): number {
  const { status, metadata } = pod;
  const said = conditionOf(pod, 'DisruptionTarget')?.lastTransitionTime ?? status.startTime;
  return timeOf(said ?? metadata.creationTimestamp) ?? 0;
}
