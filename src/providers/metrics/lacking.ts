import type { SourceLook } from './metric-source.ts';
import type { PageNames } from './page.ts';
import type { DurationFacts, RequestFacts } from './page-facts.ts';
import { neverMatches } from './vocabulary.ts';
import { conditionsText } from './where.ts';

/** One page as far as it says what is missing on it. */
export interface Shown {
  names: PageNames;
  requests: RequestFacts;
  durations: DurationFacts | null;
}

/**
 * Why failures cannot be told by what these pages show, in words; null where they can, or nothing was counted yet. A
 * label that is on no series, or has values of another kind than its pattern, is not "no failures".
 */
export function whyNoFailures(pages: readonly Shown[]): string | null {
  const counting = pages.filter(({ requests }) => requests.counted > 0);
  const [first] = counting;
  if (!first) return whyNothingCounted(pages);
  const { metric, errors } = first.names.requests;
  if (counting.every(({ requests }) => requests.labelled === 0)) {
    return withoutLabel(
      metric,
      errors.label,
      counting.flatMap(({ requests }) => requests.labels),
    );
  }
  const values = unique(counting.flatMap(({ requests }) => requests.values));
  return unmatched(errors.label, errors.matches, values);
}

/** Some pages show series of requests, and `where` leaves all of them out. */
function whyNothingCounted(pages: readonly Shown[]): string | null {
  const excluded = pages.find(({ requests }) => requests.series > 0);
  if (!excluded) return null;
  const { requests, where } = excluded.names;
  return `no series of ${requests.metric} meets \`where\` (${conditionsText(where)}; ${labelsText(excluded.requests.labels)})`;
}

/** @param labels of the series; null where they are not known */
export function withoutLabel(metric: string, label: string, labels: readonly string[] | null): string {
  const instead = labels === null ? '' : ` (${labelsText(unique(labels))})`;
  return `no series of ${metric} has the label ${label}, by which failures are told${instead}`;
}

/** Null where the pattern may match a value of the kind that is seen. */
export function unmatched(label: string, matches: string, values: readonly string[]): string | null {
  const kind = neverMatches(matches, values);
  if (kind === null) return null;
  const some = values.slice(0, 5).map((value) => `"${value.slice(0, 40)}"`);
  return `the values of ${label} ${kind} (${some.join(', ')}), which \`${matches}\` never matches: no failure would be counted`;
}

function labelsText(labels: readonly string[]): string {
  return labels.length === 0 ? 'they have no labels' : `their labels are ${labels.slice(0, 12).join(', ')}`;
}

/** Whether a quantile, as it is written, is that of p99. */
export function tellsSlowest(quantile: string): boolean {
  return Math.abs(Number(quantile) - 0.99) < 1e-9;
}

/** Why the slowest requests are not measured by what these pages show, in words; null where they are, or none was served yet. */
export function whyNoDurations(pages: readonly Shown[]): string | null {
  const serving = pages.filter(({ names, requests }) => names.durations && requests.counted > 0);
  if (serving.length === 0 || serving.some(({ durations }) => tellsDurations(durations))) return null;
  const [first] = serving;
  return first?.names.durations && first.durations ? lackOf(first.names.durations.metric, first.durations) : null;
}

function tellsDurations(durations: DurationFacts | null): boolean {
  if (!durations) return false;
  const { known, buckets, quantiles, counts } = durations;
  const declaredOnly = known && !counts && quantiles.length === 0;
  return buckets || declaredOnly || quantiles.some(tellsSlowest);
}

function lackOf(metric: string, { known, quantiles }: DurationFacts): string {
  if (!known) return `there is no histogram ${metric}_bucket, and no summary ${metric}`;
  if (quantiles.length === 0) return `there is no histogram ${metric}_bucket, and ${metric} has no quantiles`;
  return `there is no histogram ${metric}_bucket, and ${metric} has no quantile 0.99 (it has ${quantiles.join(', ')})`;
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

/** What a look finds wrong, in one sentence; null where all that is asked can be judged. */
export function problemIn({ wrong, notWatched }: SourceLook): string | null {
  return wrong ?? notWatched[0]?.why ?? null;
}
