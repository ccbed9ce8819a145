import type { Bucket } from '../../src/domain/verdict.ts';
import type { Counters } from '../../src/providers/metrics/growth.ts';
import { type PageNames, readPage } from '../../src/providers/metrics/page.ts';
import { noSeries } from '../../src/providers/metrics/series.ts';
import { bucketsOf, grownBetween } from '../../src/providers/metrics/series-growth.ts';
import { quantilesSince } from '../../src/providers/metrics/summaries.ts';
import type { Unit } from '../../src/providers/metrics/unit.ts';

/** Counters of a process with one series of requests that went well, one of those that failed, and one histogram. */
export function countersWith(
  requests: number,
  errors = 0,
  process: Counters['process'] = { restarts: 0, startedAt: 1_700_000_000 },
  buckets: Bucket[] = [],
): Counters {
  return {
    process,
    requests: { ok: requests - errors, ...(errors > 0 ? { bad: errors } : {}) },
    failures: errors > 0 ? { bad: errors } : {},
    untold: {},
    durations: buckets.length > 0 ? { all: buckets } : {},
  };
}

/** A page of a pod that is called as its key is. */
export function unitWith(key: string, counters: Unit['counters'], more: Partial<Unit> = {}): Unit {
  return { key, page: key, pod: key, track: 'candidate', createdAt: 0, counters, ...more };
}

/** What a page has counted in all, by names that leave no series out. */
export function sumsOn(text: string, names: Omit<PageNames, 'where'>) {
  const { series, summaries, ...reading } = readPage(text, { ...names, where: [] });
  const { requests, errors, slots } = grownBetween(series, noSeries, new Set());
  const quantiles = quantilesSince(summaries, {});
  return { ...reading, quantiles, requests, errors, buckets: bucketsOf(slots) };
}
