import type { Text } from './line.ts';
import { scanExposition } from './openmetrics.ts';
import type { PageNames } from './page.ts';
import { requestNames } from './request-names.ts';
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
  const counter = requestNames(requests.metric);
  const found = new Map<string, Tallied>();
  scanExposition(text, {
    wanted: counter.has,
    series({ name, labels: shown, value }) {
      const labels = counter.labelsOf(name, shown);
      found.set(seriesId(labels), { labels, value, counted: meets(labels) });
    },
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
  'view',
  'action',
  'controller',
  'grpc_method',
  'rpc_method',
  'host',
];

/** So many values are named of a label. */
const mostNamed = 5;

/**
 * What was counted between two looks at a page, in a sentence: how many series, how many requests, by the label of failures
 * and by path, and what was left out. All of the same requests, so that each list adds up to their number.
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
    grown: Math.max(0, Math.round(value) - Math.round(before.get(id)?.value ?? value)),
  }));
  const counted = all.filter((one) => one.counted);
  const left = all.length - counted.length;
  const size = `${counted.length} series of ${requests.metric}`;
  const out = left > 0 ? `; ${left} left out` : '';
  if (counted.length === 0) return `${size}${out}`;
  const label = requests.errors.label;
  const path = pathLabels.find((name) => counted.some(({ labels }) => name in labels));
  const by = [label, ...(path === undefined ? [] : [path])].map(
    (name) => `by ${name} ${sharesBy(name, counted, seconds > 0)}`,
  );
  const total = seconds > 0 ? `${requestsIn(sum(counted), seconds)}, ` : '';
  return `${size}${out}: ${total}${by.join('; ')}`;
}

interface Growing {
  labels: Readonly<Record<string, string>>;
  grown: number;
}

/** `200 55, 500 2 and 3 more 4`; only the values where there is nothing to count by. */
function sharesBy(label: string, all: readonly Growing[], measured: boolean): string {
  const groups = [...Map.groupBy(all, ({ labels }) => labels[label] ?? '')]
    .map(([value, series]) => ({ value: value === '' ? '(none)' : value.slice(0, 40), grown: sum(series) }))
    .sort((a, b) => b.grown - a.grown);
  const of = (value: string, grown: number) => (measured ? `${value}: ${grown}` : value);
  const named = groups.slice(0, mostNamed).map(({ value, grown }) => of(value, grown));
  const others = groups.slice(mostNamed);
  const more = others.length > 0 ? ` and ${of(`${others.length} more`, sum(others))}` : '';
  return `${named.join(', ')}${more}`;
}

function requestsIn(howMany: number, seconds: number): string {
  return `${howMany} ${howMany === 1 ? 'request' : 'requests'} in ${Number(seconds.toFixed(1))} s`;
}

function sum(all: readonly { grown: number }[]): number {
  return all.reduce((total, { grown }) => total + grown, 0);
}
