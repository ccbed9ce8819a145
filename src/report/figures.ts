import type { Measured } from '../domain/release.ts';
import type { Bucket, Figures } from '../domain/verdict.ts';

/** What a track did over several intervals. */
export interface Totals {
  requests: number;
  errors: number;
  /** Ratio 0 to 1; null without requests. */
  errorRatio: number | null;
  /** Seconds; null where latency was not measured. */
  p50: number | null;
  p99: number | null;
}

export const noTotals: Totals = { requests: 0, errors: 0, errorRatio: null, p50: null, p99: null };

/** Sums of one track over these measurements. */
export function totals(measured: readonly Measured[], track: 'candidate' | 'stable'): Totals {
  const all = measured.flatMap(({ sample }) => (sample?.[track] ? [sample[track]] : []));
  const requests = sum(all, (figures) => figures.requests);
  const errors = sum(all, (figures) => figures.errors);
  const buckets = addBuckets(all.map((figures) => figures.buckets));
  return {
    requests,
    errors,
    errorRatio: requests > 0 ? errors / requests : null,
    p50: quantile(buckets, 0.5),
    p99: quantile(buckets, 0.99),
  };
}

function sum(all: readonly Figures[], value: (figures: Figures) => number): number {
  return all.reduce((total, figures) => total + value(figures), 0);
}

function addBuckets(all: readonly (readonly Bucket[])[]): Bucket[] {
  const counts = new Map<number | null, number>();
  for (const { le, count } of all.flat()) counts.set(le, (counts.get(le) ?? 0) + count);
  return [...counts]
    .map(([le, count]) => ({ le, count }))
    .sort((a, b) => (a.le ?? Number.POSITIVE_INFINITY) - (b.le ?? Number.POSITIVE_INFINITY));
}

/** Quantile of a cumulative histogram in seconds, linear inside a bucket; the last finite bound above all of them. */
function quantile(buckets: readonly Bucket[], q: number): number | null {
  const total = buckets.at(-1)?.count ?? 0;
  if (total <= 0) return null;
  let below: Bucket = { le: 0, count: 0 };
  for (const bucket of buckets) {
    if (bucket.count >= q * total) return interpolate(below, bucket, q * total);
    below = bucket;
  }
  return below.le;
}

function interpolate(below: Bucket, bucket: Bucket, rank: number): number | null {
  const low = below.le ?? 0;
  if (bucket.le === null) return low === 0 ? null : low;
  const inside = bucket.count - below.count;
  return inside <= 0 ? bucket.le : low + ((rank - below.count) / inside) * (bucket.le - low);
}
