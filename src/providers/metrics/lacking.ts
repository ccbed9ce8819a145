import type { NotWatched } from '../../domain/verdict.ts';
import type { Likely } from './likely.ts';
import type { PageNames } from './page.ts';
import type { DurationFacts, RequestFacts } from './page-facts.ts';
import { neverMatches } from './vocabulary.ts';
import { conditionsText } from './where.ts';

/** One page as far as it says what is missing on it. */
export interface Shown {
  names: PageNames & { likely?: readonly Likely[] };
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
  if (counting.every(({ requests }) => requests.labeled === 0)) {
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

/** Up to this share of the requests may be left out because nothing tells whether they failed: no usual limit is below it. */
const mostUntold = 0.01;

/** What tells of a metric's requests whether they failed. */
export interface Telling {
  metric: string;
  label: string;
  /** Series that are counted, and those of them that tell nothing. */
  series: number;
  untold: number;
  /** Values of the label that tell nothing; without any, it is the label that is missing. */
  unknown: readonly string[];
}

/** Null where there are no pages. */
export function tellingOn(pages: readonly Shown[]): Telling | null {
  const [first] = pages;
  if (!first) return null;
  const { metric, errors } = first.names.requests;
  return {
    metric,
    label: errors.label,
    series: sumOf(pages, 'counted'),
    untold: sumOf(pages, 'untoldSeries'),
    unknown: unique(pages.flatMap(({ requests }) => requests.unknown)),
  };
}

/**
 * Why requests of which nothing tells whether they failed speak against any verdict, in words; null where they are few.
 * @param share of the requests, ratio 0 to 1
 */
export function whyUntold(share: number, { metric, label, series, untold, unknown }: Telling): string | null {
  if (share <= mostUntold) return null;
  const some = `${untold} of the ${series} series of ${metric}`;
  const part = `count ${Math.ceil(share * 100)} % of the requests: leave them out with \`where\``;
  if (unknown.length === 0)
    return `${some} have no label ${label}, by which failures are told, and ${part}, or give them the label`;
  const what = `have a ${label} that tells neither of success nor of failure (${quotedSome(unknown)})`;
  return `${some} ${what}, and ${part}, or name those that failed in \`matches\``;
}

/** What is said where they are few. @param share of the requests, ratio 0 to 1 */
export function untoldNotWatched(share: number, { metric, label, unknown }: Telling): NotWatched[] {
  if (!(share > 0)) return [];
  const what = unknown.length === 0 ? `no label ${label}` : `a ${label} that says neither (${quotedSome(unknown)})`;
  const why = `some requests in ${metric} have ${what}, so they count neither as good nor as failed`;
  return [{ query: 'requests', why, partly: true }];
}

/** What is said of series that a page shows twice, as where it puts two registries together. */
export function twiceNotWatched(pages: readonly Shown[]): NotWatched[] {
  const page = pages.find(({ requests }) => requests.twice > 0);
  if (!page) return [];
  const why = `the page shows series of ${page.names.requests.metric} twice, of which the first counts, as with Prometheus`;
  return [{ query: 'requests', why, partly: true }];
}

/** The share of the requests on these pages of which nothing tells whether they failed; ratio 0 to 1. */
export function untoldShareOn(pages: readonly Shown[]): number {
  const total = sumOf(pages, 'total');
  return total > 0 ? sumOf(pages, 'untold') / total : 0;
}

function sumOf(pages: readonly Shown[], member: 'counted' | 'untoldSeries' | 'total' | 'untold'): number {
  return pages.reduce((sum, { requests }) => sum + requests[member], 0);
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
  return `the values of ${label} ${kind} (${quotedSome(values)}), which \`${matches}\` never matches: no failure would be counted`;
}

function quotedSome(values: readonly string[]): string {
  return values
    .slice(0, 5)
    .map((value) => `"${value.slice(0, 40)}"`)
    .join(', ');
}

function labelsText(labels: readonly string[]): string {
  return labels.length === 0 ? 'they have no labels' : `their labels are ${labels.slice(0, 12).join(', ')}`;
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
