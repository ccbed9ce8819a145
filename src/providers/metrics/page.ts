import type { Failures } from './frameworks/framework.ts';
import { createHistograms, PageError } from './histograms.ts';
import type { Text } from './line.ts';
import { type MetricLine, scanExposition } from './openmetrics.ts';
import { createDurationFacts, createRequestFacts, type PageFacts } from './page-facts.ts';
import { createSeries, outcomeOf, type Series } from './series.ts';
import { createSummaries, type Ready } from './summaries.ts';
import { type Condition, meeting, remembering } from './where.ts';

/** Which metrics of a page count what. */
export interface PageNames {
  requests: { metric: string; errors: Failures };
  /** A histogram or a summary; null where durations are not measured. */
  durations: { metric: string; unit: 'seconds' | 'milliseconds' } | null;
  /** What must hold for a series of either to be counted. */
  where: readonly Condition[];
}

export interface PageReading {
  /** What each series counts. */
  series: Series;
  /** Of a summary; empty where there is none. */
  quantiles: Ready[];
  /** Start of the process in seconds since the epoch, as the page has it; null where it does not say. */
  startedAt: number | null;
  facts: PageFacts;
}

const startMetric = 'process_start_time_seconds';

/** Series on one page, of the metrics that are wanted. */
const maxSeries = 50_000;

/**
 * The counters of one `/metrics` page.
 * @throws ExpositionError for a malformed line, PageError for a counter that is not a number or negative and for a page
 * with more than is read, PatternError where it cannot be told what failed
 */
export function readPage(text: Text, { requests, durations, where }: PageNames): PageReading {
  const perSecond = durations?.unit === 'milliseconds' ? 1000 : 1;
  const counted = createSeries();
  const histograms = createHistograms(perSecond);
  const summaries = createSummaries(durations?.metric ?? null, perSecond);
  const requestFacts = createRequestFacts(requests.errors.label);
  const durationFacts = createDurationFacts(durations?.metric ?? null);
  const failed = remembering(requests.errors.matches);
  const meets = meeting(where);
  const bucketName = durations && `${durations.metric}_bucket`;
  let startedAt: number | undefined;
  let series = 0;
  scanExposition(text, {
    wanted: (name) =>
      name === requests.metric || name === startMetric || durationFacts.wanted(name) || summaries.wanted(name),
    declared(name) {
      requestFacts.declared(name, requests.metric);
      durationFacts.declared(name);
    },
    series(line, number) {
      series += 1;
      if (series > maxSeries)
        throw new PageError(`more than ${maxSeries} series of ${line.name}: give it fewer labels`);
      if (line.name === startMetric) startedAt ??= line.value;
      const meant = meets(line.labels);
      if (line.name === requests.metric) {
        requestFacts.add(line, meant);
        const label = line.labels[requests.errors.label] ?? '';
        if (meant) counted.add(line.labels, plain(line, number).value, outcomeOf(label, failed));
      }
      if (!meant) return;
      durationFacts.add(line);
      if (line.name === bucketName) histograms.add(plain(line, number), number);
      if (summaries.wanted(line.name)) summaries.add(line, number);
    },
  });
  return {
    series: { ...counted.all, durations: durations ? histograms.all() : {} },
    quantiles: summaries.all(),
    startedAt: startedAt ?? null,
    facts: { requests: requestFacts.all(), durations: durationFacts.all() },
  };
}

/** OpenMetrics says where its page ends; the older format leaves it open. */
export function isCutOff(text: string, contentType = ''): boolean {
  if (!contentType.startsWith('application/openmetrics-text')) return false;
  const end = text.slice(-100).trimEnd();
  return end !== '# EOF' && !end.endsWith('\n# EOF');
}

function plain(line: MetricLine, number: number): MetricLine {
  const { name, value } = line;
  if (!Number.isFinite(value) || value < 0) throw new PageError(`line ${number}: ${name} is ${value}`);
  return line;
}
