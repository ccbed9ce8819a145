import type { Bucket } from '../../domain/verdict.ts';
import type { Point } from './prom-api.ts';
import type { PromUnit, WhoseOf } from './prom-units.ts';
import { seriesId } from './series-id.ts';

/** What appeared in the sums of the units since the last look, by unit, and by sum within it. */
type Appeared = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** @param points sums of what series show that were not there before; of buckets, all of them are that of `+Inf` */
export function appearedOf(points: readonly Point[], whoseOf: WhoseOf): Appeared {
  const units = new Map<string, Map<string, number>>();
  for (const { labels, value } of points) {
    const key = whoseOf(labels)?.key;
    if (key === undefined || (labels['le'] !== undefined && labels['le'] !== '+Inf')) continue;
    const own = units.get(key) ?? new Map<string, number>();
    units.set(key, own);
    own.set(nameOf(seriesId(labels, 'le'), labels['le'] !== undefined), value);
  }
  return units;
}

/**
 * A unit without what it has lost only by name: where as much has appeared in a sum as is gone from it, its series have
 * other labels, and what they had counted is still part of the sum.
 */
export function withoutRenamed(unit: PromUnit, appeared: Appeared): PromUnit {
  const own = appeared.get(unit.key);
  if (!own) return unit;
  const { requests, failures, durations, untold } = unit.lost;
  const isLost = (id: string, count: number, isHistogram: boolean) => (own.get(nameOf(id, isHistogram)) ?? 0) < count;
  const counts = (all: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(all).filter(([id, count]) => isLost(id, count, false)));
  const lostBuckets = Object.entries(durations).filter(([id, buckets]) => isLost(id, countOf(buckets), true));
  const lost = {
    requests: counts(requests),
    failures: counts(failures),
    untold,
    durations: Object.fromEntries(lostBuckets),
  };
  return { ...unit, lost };
}

function countOf(buckets: readonly Bucket[]): number {
  return buckets.at(-1)?.count ?? 0;
}

function nameOf(id: string, isHistogram: boolean): string {
  return isHistogram ? `h ${id}` : id;
}
