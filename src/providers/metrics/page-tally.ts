import type { Text } from './line.ts';
import { scanExposition } from './openmetrics.ts';
import type { PageNames } from './page.ts';
import { seriesId } from './series-id.ts';
import { meeting } from './where.ts';

/** One series of the counter of requests, as it stands on a page. */
interface Tallied {
  labels: Readonly<Record<string, string>>;
  value: number;
  /** Meets `where`. */
  counted: boolean;
}

/** The series of requests on a page, by their short names. @throws as `readPage` */
export function tallyOf(text: Text, { requests, where }: PageNames): Map<string, Tallied> {
  const meets = meeting(where);
  const found = new Map<string, Tallied>();
  scanExposition(text, {
    wanted: (name) => name === requests.metric,
    series: ({ labels, value }) => found.set(seriesId(labels), { labels, value, counted: meets(labels) }),
  });
  return found;
}

/** Labels that say what a request was for, in the order in which they are looked for. */
const pathLabels = [
  'handler',
  'path',
  'route',
  'uri',
  'http_route',
  'endpoint',
  'url',
  'grpc_method',
  'rpc_method',
  'host',
];

/** So many values are named of a label. */
const mostNamed = 5;

/**
 * What was counted between two looks at a page, in a sentence: how many series, how many requests a second, by the label
 * of failures and by path, and what was left out.
 * @param seconds between the two; 0 where there was one
 */
export function tallyText(
  { requests }: PageNames,
  before: ReadonlyMap<string, Tallied>,
  now: ReadonlyMap<string, Tallied>,
  seconds: number,
): string {
  const all = [...now].map(([id, { labels, value, counted }]) => ({
    labels,
    counted,
    grown: Math.max(0, value - (before.get(id)?.value ?? value)),
  }));
  const counted = all.filter((one) => one.counted);
  const left = all.length - counted.length;
  const size = `${counted.length} series of ${requests.metric}`;
  const out = left > 0 ? `; ${left} left out` : '';
  const label = requests.errors.label;
  const path = pathLabels.find((name) => counted.some(({ labels }) => name in labels));
  const by = [label, ...(path === undefined ? [] : [path])].map(
    (name) => `by ${name} ${sharesBy(name, counted, seconds)}`,
  );
  const rate = seconds > 0 ? `${perSecond(sum(counted) / seconds)} requests a second, ` : '';
  return counted.length === 0 ? `${size}${out}` : `${size}${out}: ${rate}${by.join(', ')}`;
}

interface Growing {
  labels: Readonly<Record<string, string>>;
  grown: number;
}

function sharesBy(label: string, all: readonly Growing[], seconds: number): string {
  const groups = [...Map.groupBy(all, ({ labels }) => labels[label] ?? '')]
    .map(([value, series]) => ({ value: value === '' ? '(none)' : value.slice(0, 40), grown: sum(series) }))
    .sort((a, b) => b.grown - a.grown);
  const named = groups
    .slice(0, mostNamed)
    .map(({ value, grown }) => (seconds > 0 ? `${value} ${perSecond(grown / seconds)}/s` : value));
  const more = groups.length > mostNamed ? ` and ${groups.length - mostNamed} more` : '';
  return `${named.join(' ')}${more}`;
}

function sum(all: readonly Growing[]): number {
  return all.reduce((total, { grown }) => total + grown, 0);
}

function perSecond(rate: number): string {
  return rate >= 10 ? rate.toFixed(0) : rate.toFixed(1);
}
