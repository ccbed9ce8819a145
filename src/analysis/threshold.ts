import type { AnalysisSettings } from '../domain/target.ts';
import type { Finding, Sample } from '../domain/verdict.ts';
import { quantile, totalOf } from './histogram.ts';
import { againstLimit, type Level, ratio } from './rates.ts';
import { sumSamples } from './samples.ts';

export type Measures = readonly Finding['metric'][];

/** What a judge says of a stretch of samples, at the given level of doubt: one finding per measured metric. */
export type Judge = (
  settings: AnalysisSettings,
  samples: readonly Sample[],
  measures: Measures,
  level: Level,
) => Finding[];

/**
 * Fixed limits on the candidate alone. Errors are held against `maxErrorRatio`; latency has no fixed limit, so it is
 * shown but never decides (its limit is null).
 */
export const threshold: Judge = (settings, samples, measures, level) => {
  const { candidate, stable } = sumSamples(samples);
  return measures.map((metric): Finding => {
    if (metric === 'p99') return shownLatency(samples);
    const rate = { bad: candidate.errors, requests: candidate.requests };
    return {
      metric,
      ...againstLimit(rate, settings.maxErrorRatio, settings.minRequests, level.worse),
      candidate: ratio(rate),
      stable: stable && ratio({ bad: stable.errors, requests: stable.requests }),
      limit: settings.maxErrorRatio,
      requests: candidate.requests,
      stableRequests: stable?.requests ?? 0,
    };
  });
};

/** The p99 of both tracks without a judgement, where there is nothing to compare with. */
export function shownLatency(samples: readonly Sample[]): Finding {
  const { candidate, stable } = sumSamples(samples);
  return {
    metric: 'p99',
    state: 'unsure',
    candidate: quantile(candidate.buckets, 0.99),
    stable: stable && quantile(stable.buckets, 0.99),
    limit: null,
    requests: totalOf(candidate.buckets),
    stableRequests: stable ? totalOf(stable.buckets) : 0,
    chance: null,
  };
}
