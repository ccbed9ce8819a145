import type { Bucket } from '../../domain/verdict.ts';
import type { Series } from './series.ts';

/** So many series of one page are remembered after they are gone. */
const mostGone = 2000;

/** With the series that were there before and are gone, as they were. */
export function withGone<T extends Series>(now: T, before: Series): T {
  const gone = Object.keys(before.requests)
    .filter((id) => !(id in now.requests))
    .slice(-mostGone);
  const goneDurations = Object.keys(before.durations)
    .filter((id) => !(id in now.durations))
    .slice(-mostGone);
  if (gone.length === 0 && goneDurations.length === 0) return now;
  return {
    ...now,
    requests: { ...pick(before.requests, gone), ...now.requests },
    failures: { ...pick(before.failures, gone), ...now.failures },
    untold: now.untold,
    durations: { ...pick(before.durations, goneDurations), ...now.durations },
  };
}

function pick<T>(from: Readonly<Record<string, T>>, ids: readonly string[]): Record<string, T> {
  return Object.fromEntries(ids.flatMap((id) => (from[id] === undefined ? [] : [[id, from[id]]])));
}

/** The same without what was lost since: series that are gone, of which only sums are known. */
export function without<T extends Series>(before: T, lost: Series): T {
  const durations = Object.entries(before.durations).map(([id, buckets]) => [
    id,
    lessBuckets(buckets, lost.durations[id] ?? []),
  ]);
  return {
    ...before,
    requests: less(before.requests, lost.requests),
    failures: less(before.failures, lost.failures),
    durations: Object.fromEntries(durations),
  };
}

function less(all: Readonly<Record<string, number>>, lost: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(all).map(([id, value]) => [id, Math.max(0, value - (lost[id] ?? 0))]));
}

function lessBuckets(buckets: readonly Bucket[], lost: readonly Bucket[]): Bucket[] {
  const gone = boundsOf(lost);
  return buckets.map(({ le, count }) => ({ le, count: Math.max(0, count - (gone.get(le) ?? 0)) }));
}

/** Counts by their bounds. */
export function boundsOf(buckets: readonly Bucket[]): Map<number | null, number> {
  return new Map(buckets.map(({ le, count }) => [le, count]));
}
