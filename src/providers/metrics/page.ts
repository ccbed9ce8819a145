import type { Counters } from './counters.ts';
import { createHistograms, PageError } from './histograms.ts';
import type { Text } from './line.ts';
import { type MetricLine, scanExposition } from './openmetrics.ts';
import { wholePattern } from './pattern.ts';
import { createSummaries, type Ready } from './summaries.ts';

/** Which metrics of a page count what. */
export interface PageNames {
  requests: { metric: string; errors: { label: string; matches: string } };
  /** A histogram or a summary; null where durations are not measured. */
  durations: { metric: string; unit: 'seconds' | 'milliseconds' } | null;
}

export interface PageReading extends Omit<Counters, 'id'> {
  /** Of a summary; empty where there is none. */
  quantiles: Ready[];
  /** Start of the process in seconds since the epoch, as the page has it; null where it does not say. */
  startedAt: number | null;
  /** Names that were looked for and that the page neither shows nor declares. */
  missing: string[];
}

const startMetric = 'process_start_time_seconds';

/** Series on one page, of the metrics that are wanted. */
const maxSeries = 50_000;

/**
 * The counters of one `/metrics` page, summed over its series.
 * @throws ExpositionError for a malformed line, PageError for a counter that is not a number or negative and for a page
 * with more than is read, PatternError where it cannot be told what failed
 */
export function readPage(text: Text, names: PageNames): PageReading {
  const requests = createCounter(names.requests);
  const perSecond = names.durations?.unit === 'milliseconds' ? 1000 : 1;
  const histograms = createHistograms(perSecond);
  const summaries = createSummaries(names.durations?.metric ?? null, perSecond);
  const requestsName = names.requests.metric;
  const bucketName = names.durations && `${names.durations.metric}_bucket`;
  const seen = new Set<string>();
  let startedAt: number | undefined;
  let series = 0;
  scanExposition(text, {
    wanted: (name) => name === requestsName || name === bucketName || name === startMetric || summaries.wanted(name),
    declared: (name) => seen.add(name),
    series(line, number) {
      series += 1;
      if (series > maxSeries)
        throw new PageError(`more than ${maxSeries} series of ${line.name}: give it fewer labels`);
      seen.add(line.name);
      if (line.name === startMetric) startedAt ??= line.value;
      if (line.name === requestsName) requests.add(counted(line, number));
      if (line.name === bucketName) histograms.add(counted(line, number), number);
      if (summaries.wanted(line.name)) summaries.add(line, number);
    },
  });
  return {
    ...requests.sum,
    buckets: names.durations ? histograms.sum() : [],
    quantiles: summaries.all(),
    startedAt: startedAt ?? null,
    missing: [
      ...(shows(seen, requestsName, requestsName) ? [] : [requestsName]),
      ...(names.durations && !shows(seen, names.durations.metric, `${bucketName}`) ? [names.durations.metric] : []),
    ],
  };
}

/** OpenMetrics says where its page ends; the older format leaves it open. */
export function isCutOff(text: string, contentType = ''): boolean {
  if (!contentType.startsWith('application/openmetrics-text')) return false;
  const end = text.slice(-100).trimEnd();
  return end !== '# EOF' && !end.endsWith('\n# EOF');
}

/** Most clients declare a metric before its first series; OpenMetrics does so without `_total`. */
function shows(seen: ReadonlySet<string>, metric: string, series: string): boolean {
  return seen.has(series) || seen.has(metric) || seen.has(metric.replace(/_total$/, ''));
}

function counted(line: MetricLine, number: number): MetricLine {
  const { name, value } = line;
  if (!Number.isFinite(value) || value < 0) throw new PageError(`line ${number}: ${name} is ${value}`);
  return line;
}

/** So many values of the label are looked at once each: a label that differs in every series would fill the memory. */
const maxRemembered = 1000;

function createCounter({ errors: { label, matches } }: PageNames['requests']) {
  const failed = wholePattern(matches);
  const known = new Map<string, boolean>();
  const sum = { requests: 0, errors: 0 };
  return {
    sum,
    add({ labels, value }: MetricLine): void {
      const text = labels[label] ?? '';
      const isFailure = known.get(text) ?? failed(text);
      if (known.size < maxRemembered) known.set(text, isFailure);
      sum.requests += value;
      if (isFailure) sum.errors += value;
    },
  };
}
