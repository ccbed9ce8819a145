import { quantile, sumSamples } from '../analysis/index.ts';
import type { Measured } from '../domain/release.ts';

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

/** Sums of one track over these measurements. */
export function totals(measured: readonly Measured[], track: 'candidate' | 'stable'): Totals {
  const samples = measured.flatMap(({ sample }) => (sample ? [sample] : []));
  const figures = sumSamples(samples)[track];
  if (!figures) return { requests: 0, errors: 0, errorRatio: null, p50: null, p99: null };
  const { requests, errors, buckets } = figures;
  return {
    requests,
    errors,
    errorRatio: requests > 0 ? errors / requests : null,
    p50: quantile(buckets, 0.5),
    p99: quantile(buckets, 0.99),
  };
}
