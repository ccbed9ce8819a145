import { quantile, sumSamples } from '../analysis/index.ts';
import type { Measured } from '../domain/release.ts';
import type { Figures } from '../domain/verdict.ts';

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

type Both = Record<'candidate' | 'stable', Totals>;

/** One card asks for the sums of the same thousands of samples several times; the fold never changes an array. */
const known = new WeakMap<readonly Measured[], Both>();

/** Sums of one track over these measurements. The array must not be changed afterwards. */
export function totals(measured: readonly Measured[], track: 'candidate' | 'stable'): Totals {
  const both = known.get(measured) ?? sums(measured);
  known.set(measured, both);
  return both[track];
}

function sums(measured: readonly Measured[]): Both {
  const { candidate, stable } = sumSamples(measured.flatMap(({ sample }) => (sample ? [sample] : [])));
  return { candidate: totalsOf(candidate), stable: totalsOf(stable) };
}

function totalsOf(figures: Figures | null): Totals {
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
