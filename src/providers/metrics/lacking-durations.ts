import { totalOf } from '../../analysis/histogram.ts';
import type { Figures, NotWatched, Sample } from '../../domain/verdict.ts';
import type { Shown } from './lacking.ts';
import type { DurationFacts } from './page-facts.ts';

/** So many requests of which no duration is known are no accident: a request is counted and observed in one moment. */
const enough = 10;

/** Whether a quantile, as it is written, is that of p99. */
export function tellsSlowest(quantile: string): boolean {
  return Math.abs(Number(quantile) - 0.99) < 1e-9;
}

/** Why the slowest requests are not measured by what these pages show, in words; null where they are, or none was served yet. */
export function whyNoDurations(pages: readonly Shown[]): string | null {
  const serving = pages.filter(({ names, requests }) => names.durations && requests.counted > 0);
  if (serving.length === 0 || serving.some(tellsDurations)) return null;
  const [first] = serving;
  return first?.names.durations && first.durations ? lackOf(first.names.durations.metric, first.durations) : null;
}

function tellsDurations({ requests, durations }: Shown): boolean {
  if (!durations) return false;
  const { known, buckets, quantiles, ready, counts, observed } = durations;
  if (requests.total > 0) return (buckets && observed > 0) || ready.some(tellsSlowest);
  const declaredOnly = known && !counts && quantiles.length === 0;
  return buckets || declaredOnly || quantiles.some(tellsSlowest);
}

function lackOf(metric: string, { known, buckets, quantiles, counts }: DurationFacts): string {
  if (!known) return `there is no histogram ${metric}_bucket, and no summary ${metric}`;
  if (buckets) return `${metric} has observed none of the requests that are counted`;
  if (quantiles.some(tellsSlowest))
    return `the quantile 0.99 of ${metric} is no number, so nothing was observed lately`;
  if (!counts && quantiles.length === 0)
    return `${metric} is declared and has no series, although requests are counted`;
  if (quantiles.length === 0) return `there is no histogram ${metric}_bucket, and ${metric} has no quantiles`;
  return `there is no histogram ${metric}_bucket, and ${metric} has no quantile 0.99 (it has ${quantiles.join(', ')})`;
}

/** Why durations are not known of what was counted between two looks, though they are there; null where they are. */
export function whyUnobserved({ candidate, stable }: Sample, metric: string): string | null {
  const silent = [candidate, stable].find((figures) => figures !== null && isUnobserved(figures));
  return silent
    ? `${metric} has observed none of the ${Math.round(silent.requests)} requests since the last look`
    : null;
}

function isUnobserved({ requests, buckets, quantiles = [] }: Figures): boolean {
  return requests >= enough && totalOf(buckets) === 0 && !quantiles.some(({ q }) => tellsSlowest(String(q)));
}

/** @param setting by which another metric is named; null where there is none */
export function durationsNotWatched(why: string, setting: string | null): NotWatched {
  if (setting === null) return { query: 'durations', why };
  const remedy = `name a histogram, or a summary with the quantile 0.99, in \`${setting}\`; null there says that this is intended`;
  return { query: 'durations', why, remedy };
}
