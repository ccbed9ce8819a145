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

/** Up to this share of the requests may be left out because nothing tells whether they failed: no usual limit is below it. */
const mostUnlabelled = 0.01;

/** So many series are counted of a metric, and so many of them have the label of failures. */
export interface Labelled {
  metric: string;
  label: string;
  series: number;
  labelled: number;
}

/** Null where there are no pages. */
export function labelledOn(pages: readonly Shown[]): Labelled | null {
  const [first] = pages;
  if (!first) return null;
  const { metric, errors } = first.names.requests;
  return { metric, label: errors.label, series: sumOf(pages, 'counted'), labelled: sumOf(pages, 'labelled') };
}

/**
 * Why requests of which nothing tells whether they failed speak against any verdict, in words; null where they are few.
 * @param share of the requests, ratio 0 to 1
 */
export function whyUnlabelled(share: number, { metric, label, series, labelled }: Labelled): string | null {
  if (share <= mostUnlabelled) return null;
  return (
    `${series - labelled} of the ${series} series of ${metric} have no label ${label}, by which failures are told, ` +
    `and count ${Math.ceil(share * 100)} % of the requests: leave them out with \`where\`, or give them the label`
  );
}

/** The same of pages, by all that was counted on them. */
export function whyUnlabelledOn(pages: readonly Shown[]): string | null {
  const labelled = labelledOn(pages);
  const total = sumOf(pages, 'total');
  return labelled && total > 0 ? whyUnlabelled(sumOf(pages, 'unlabelled') / total, labelled) : null;
}

function sumOf(pages: readonly Shown[], member: 'counted' | 'labelled' | 'total' | 'unlabelled'): number {
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
  const some = values.slice(0, 5).map((value) => `"${value.slice(0, 40)}"`);
  return `the values of ${label} ${kind} (${some.join(', ')}), which \`${matches}\` never matches: no failure would be counted`;
}

function labelsText(labels: readonly string[]): string {
  return labels.length === 0 ? 'they have no labels' : `their labels are ${labels.slice(0, 12).join(', ')}`;
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
