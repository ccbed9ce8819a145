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

function lackOf(metric: string, { known, buckets, infinite, quantiles, counts }: DurationFacts): string {
  if (!known) return `there is no histogram ${metric}_bucket, and no summary ${metric}`;
  if (buckets) return `${metric} has observed none of the requests that are counted`;
  if (infinite && quantiles.length === 0)
    return `${metric} has no bucket but that of +Inf, as a native histogram, whose buckets no page of text shows`;
  if (quantiles.some(tellsSlowest))
    return `the quantile 0.99 of ${metric} is no number, or 0, so nothing was observed lately`;
  if (!counts && quantiles.length === 0)
    return `${metric} is declared and has no series, although requests are counted`;
  if (quantiles.length === 0) return `there is no histogram ${metric}_bucket, and ${metric} has no quantiles`;
  return `there is no histogram ${metric}_bucket, and ${metric} has no quantile 0.99 (it has ${quantiles.join(', ')})`;
}

/** Why durations are not known of what was counted between two looks, though they are there; null where they are. */
function whyUnobserved({ candidate, stable, flag }: Sample, metric: string): string | null {
  const silent = [candidate, stable].find((figures) => figures !== null && isUnobserved(figures));
  if (!silent) return null;
  if (flag !== undefined)
    return `nothing tells the durations in ${metric} apart that were observed with ${flag} on and off`;
  return `${metric} has observed none of the ${Math.round(silent.requests)} requests since the last look`;
}

function isUnobserved({ requests, buckets, quantiles = [] }: Figures): boolean {
  return requests >= enough && totalOf(buckets) === 0 && !quantiles.some(({ q }) => tellsSlowest(String(q)));
}

/** Below this share of the requests, what was observed says nothing of the slowest among all. */
const nearlyAll = 0.95;

/**
 * Why the slowest requests of all are not known by what these pages show, in words: only some are observed, as where
 * durations are sampled or taken of one route. Null where they are.
 */
export function whyPartly(pages: readonly Shown[]): string | null {
  const metric = pages[0]?.names.durations?.metric;
  const sumOf = (of: (page: Shown) => number) => pages.reduce((sum, page) => sum + of(page), 0);
  const [observed, all] = [sumOf(({ durations }) => durations?.observed ?? 0), sumOf(({ requests }) => requests.total)];
  return metric === undefined ? null : partlyObserved(metric, observed, all);
}

/** The same of what two counters have counted. */
export function partlyObserved(metric: string, observed: number, requests: number): string | null {
  if (observed === 0 || requests - observed < enough || observed >= requests * nearlyAll) return null;
  return `${metric} observes ${percent(observed / requests)} % of the requests that are counted, which does not tell how long the others take`;
}

function percent(share: number): string {
  return share < 0.01 ? 'less than 1' : String(Math.floor(share * 100));
}

interface DurationsLack {
  /** Of the durations; null where they are not measured. */
  metric: string | null;
  /** Where the catalogue names it, as for `durationsNotWatched`. */
  setting: string | null;
  /** Why there are none, and why they are not those of all requests; null where that is not so. */
  missing: string | null;
  partly: string | null;
}

/** What is said of durations that are not known, and the sample without those that tell of some requests only. */
export function durationsLacking(
  sample: Sample,
  { metric, setting, missing, partly }: DurationsLack,
): { sample: Sample; notWatched: NotWatched[] } {
  if (metric === null) return { sample, notWatched: [] };
  const none = missing ?? whyUnobserved(sample, metric);
  if (none !== null) return { sample, notWatched: [durationsNotWatched(none, setting)] };
  if (partly === null) return { sample, notWatched: [] };
  const { candidate, stable } = sample;
  const told = { ...sample, candidate: withoutDurations(candidate), stable: stable && withoutDurations(stable) };
  return { sample: told, notWatched: [durationsNotWatched(partly, setting)] };
}

function withoutDurations({ pods, requests, errors }: Figures): Figures {
  return { pods, requests, errors, buckets: [] };
}

/** @param setting by which another metric is named; null where there is none */
export function durationsNotWatched(why: string, setting: string | null): NotWatched {
  if (setting === null) return { query: 'durations', why };
  const remedy = `name a histogram, or a summary with the quantile 0.99, in \`${setting}\`; null there says that this is intended`;
  return { query: 'durations', why, remedy };
}
