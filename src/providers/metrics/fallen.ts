import type { Bucket } from '../../domain/verdict.ts';
import { boundsOf } from './lost-series.ts';
import type { Series } from './series.ts';
import { histogramOf } from './series-growth.ts';

/** What a series counts, by its name; undefined where it is not there. */
export function totalOf({ requests, durations }: Series, id: string): number | undefined {
  return id.startsWith('h ') ? durations[id.slice(2)]?.at(-1)?.count : requests[id];
}

/** Every series, with what it had counted. */
export function allOf({ requests, durations }: Series): Record<string, number> {
  const histograms = Object.entries(durations).map(([id, buckets]) => [histogramOf(id), buckets.at(-1)?.count ?? 0]);
  return { ...requests, ...Object.fromEntries(histograms) };
}

/** The series that went back, with what they had counted. */
export function fallenIn(now: Series, before: Series): Record<string, number> {
  const fell: Record<string, number> = {};
  for (const id in now.requests) {
    const was = before.requests[id];
    if (was !== undefined && (now.requests[id] ?? 0) < was) fell[id] = was;
  }
  for (const id in now.durations) {
    const [buckets, earlier] = [now.durations[id], before.durations[id]];
    if (buckets && earlier && hasFallen(buckets, earlier)) fell[histogramOf(id)] = earlier.at(-1)?.count ?? 0;
  }
  return fell;
}

function hasFallen(now: readonly Bucket[], before: readonly Bucket[]): boolean {
  if (now.every(({ le }, at) => before[at]?.le === le))
    return now.some(({ count }, at) => count < (before[at]?.count ?? 0));
  const earlier = boundsOf(before);
  return now.some(({ le, count }) => count < (earlier.get(le) ?? 0));
}
