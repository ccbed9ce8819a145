import { addBuckets } from '../../analysis/histogram.ts';
import type { Bucket } from '../../domain/verdict.ts';
import type { Counters } from './counters.ts';
import { type MetricLine, parseExposition } from './openmetrics.ts';

/** Which metrics of a page count what. */
export interface PageNames {
  requests: { metric: string; errors: { label: string; matches: string } };
  /** Null where latency is not measured. */
  latency: { metric: string; unit: 'seconds' | 'milliseconds' } | null;
}

export interface PageReading extends Omit<Counters, 'id'> {
  /** Start of the process in seconds since the epoch, as the page has it; null where it does not say. */
  startedAt: number | null;
  /** Names that were looked for and that the page neither shows nor declares. */
  missing: string[];
}

const startMetric = 'process_start_time_seconds';

/**
 * The counters of one `/metrics` page, summed over its series.
 * @throws ExpositionError for a malformed line, Error for a counter that is not a number or negative
 */
export function readPage(text: string, names: PageNames): PageReading {
  const requestsName = names.requests.metric;
  const bucketName = names.latency && `${names.latency.metric}_bucket`;
  const lines = parseExposition(text, (name) => name === requestsName || name === bucketName || name === startMetric);
  const requests = lines.filter((line) => line.name === requestsName);
  const latency = lines.filter((line) => line.name === bucketName);
  for (const line of [...requests, ...latency]) {
    if (!Number.isFinite(line.value) || line.value < 0) throw new Error(`${line.name} is ${line.value}`);
  }
  const failed = errorPattern(names.requests.errors.matches);
  const { label } = names.requests.errors;
  return {
    requests: sum(requests),
    errors: sum(requests.filter((line) => failed.test(line.labels[label] ?? ''))),
    buckets: names.latency ? histogram(latency, names.latency.unit === 'milliseconds' ? 1000 : 1) : [],
    startedAt: lines.find((line) => line.name === startMetric)?.value ?? null,
    missing: [
      ...(requests.length === 0 && !declares(text, requestsName) ? [requestsName] : []),
      ...(names.latency && latency.length === 0 && !declares(text, names.latency.metric) ? [names.latency.metric] : []),
    ],
  };
}

/** OpenMetrics says where its page ends; the older format leaves it open. */
export function isCutOff(text: string, contentType = ''): boolean {
  return contentType.startsWith('application/openmetrics-text') && !/(^|\n)# EOF\s*$/.test(text);
}

/** Most clients declare a metric before its first series; OpenMetrics does so without `_total`. */
function declares(text: string, name: string): boolean {
  const names = [name, name.replace(/_total$/, '')];
  return names.some((one) => text.includes(`# TYPE ${one} `));
}

/** Anchored at both ends, as PromQL's matchers are. Throws for what is not a regular expression. */
export function errorPattern(matches: string): RegExp {
  return new RegExp(`^(?:${matches})$`);
}

function sum(lines: readonly MetricLine[]): number {
  return lines.reduce((total, line) => total + line.value, 0);
}

/** All series of a histogram added up; each series by its own bounds. */
function histogram(lines: readonly MetricLine[], perSecond: number): Bucket[] {
  const series = Map.groupBy(lines, ({ labels: { le: _, ...rest } }) => JSON.stringify(Object.entries(rest).sort()));
  return [...series.values()].map((one) => oneHistogram(one, perSecond)).reduce(addBuckets, []);
}

function oneHistogram(lines: readonly MetricLine[], perSecond: number): Bucket[] {
  const buckets = lines.map(({ name, labels, value }) => bucketOf(name, labels['le'], value, perSecond));
  buckets.sort((a, b) => (a.le ?? Number.POSITIVE_INFINITY) - (b.le ?? Number.POSITIVE_INFINITY));
  if (buckets.at(-1)?.le !== null) throw new Error(`${lines[0]?.name} has no +Inf bucket`);
  return buckets;
}

/**
 * A bucket from the text of its bound. Throws where that is not one.
 * @param perSecond how many of the metric's units make a second
 */
export function bucketOf(name: string, le: string | undefined, count: number, perSecond: number): Bucket {
  if (le === '+Inf' || le === 'Inf') return { le: null, count };
  const bound = le === undefined || le === '' ? Number.NaN : Number(le);
  if (!Number.isFinite(bound)) throw new Error(`${name} has a bucket without a bound`);
  return { le: bound / perSecond, count };
}
