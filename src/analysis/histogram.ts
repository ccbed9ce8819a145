import type { Bucket } from '../domain/verdict.ts';

/** Upper bound of a bucket in seconds; the last one's is infinite. */
export function boundOf(bucket: Bucket): number {
  return bucket.le ?? Number.POSITIVE_INFINITY;
}

/** How many requests a histogram holds. */
export function totalOf(buckets: readonly Bucket[]): number {
  return buckets.at(-1)?.count ?? 0;
}

/** Requests that surely took at most `seconds`: those up to the largest bound that is not above it. */
export function countWithin(buckets: readonly Bucket[], seconds: number): number {
  return buckets.findLast((bucket) => boundOf(bucket) <= seconds)?.count ?? 0;
}

/** Requests that may have taken longer than `seconds`; exact where `seconds` is one of the bounds. */
export function slowerThan(buckets: readonly Bucket[], seconds: number): number {
  return totalOf(buckets) - countWithin(buckets, seconds);
}

/**
 * Sum of two cumulative histograms. Where one lacks a bound of the other (two builds with different buckets), it
 * counts what it knows to lie below, so that nothing looks faster than it was.
 */
export function addBuckets(a: readonly Bucket[], b: readonly Bucket[]): Bucket[] {
  if (a.length === 0) return [...b];
  if (b.length === 0) return [...a];
  if (a.length === b.length && a.every((bucket, at) => bucket.le === b[at]?.le)) {
    return a.map(({ le, count }, at) => ({ le, count: count + (b[at]?.count ?? 0) }));
  }
  const bounds = [...new Set([...a, ...b].map(boundOf))].sort((x, y) => x - y);
  const belowA = countsAlong(a);
  const belowB = countsAlong(b);
  return bounds.map((le) => ({ le: Number.isFinite(le) ? le : null, count: belowA(le) + belowB(le) }));
}

/** As `countWithin`, for bounds that grow from call to call: each bucket is passed once. */
function countsAlong(buckets: readonly Bucket[]): (le: number) => number {
  let at = 0;
  let count = 0;
  return (le) => {
    for (let next = buckets[at]; next && boundOf(next) <= le; next = buckets[at]) {
      count = next.count;
      at += 1;
    }
    return count;
  };
}

/**
 * Quantile of a cumulative histogram in seconds, as Prometheus' `histogram_quantile` has it: linear inside a bucket,
 * the first bucket begins at 0, and what lies in the infinite bucket is given as the largest finite bound.
 * Null where there is nothing to say it of.
 * @param q ratio 0 to 1
 */
export function quantile(buckets: readonly Bucket[], q: number): number | null {
  const total = totalOf(buckets);
  if (!(total > 0)) return null;
  const rank = q * total;
  const at = Math.max(
    0,
    buckets.findIndex((bucket) => bucket.count >= rank),
  );
  const hit = buckets[at];
  const below = buckets[at - 1];
  if (!hit) return null;
  if (hit.le === null) return below?.le ?? null;
  if (at === 0 && hit.le <= 0) return hit.le;
  const floor = below?.le ?? 0;
  const inside = hit.count - (below?.count ?? 0);
  if (inside <= 0) return hit.le;
  return floor + (hit.le - floor) * ((rank - (below?.count ?? 0)) / inside);
}

/**
 * The smallest bound that is not below `seconds`, or else the largest there is: what can be counted exactly. Of bounds
 * that both histograms have, where one of them will do; null without any.
 */
export function boundAtLeast(a: readonly Bucket[], b: readonly Bucket[], seconds: number): number | null {
  const finite = (buckets: readonly Bucket[]) => buckets.map(boundOf).filter(Number.isFinite);
  const common = finite(a).filter((bound) => bound >= seconds && b.some((bucket) => boundOf(bucket) === bound));
  if (common.length > 0) return Math.min(...common);
  const bounds = [...finite(a), ...finite(b)];
  if (bounds.length === 0) return null;
  const above = bounds.filter((bound) => bound >= seconds);
  return above.length > 0 ? Math.min(...above) : Math.max(...bounds);
}
