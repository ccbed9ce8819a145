import type { CompareBy } from '../../domain/target.ts';
import { type DurationUnit, perSecond } from './duration-units.ts';
import { noCount } from './float.ts';
import type { Failures } from './frameworks/framework.ts';
import { createHistograms, PageError } from './histograms.ts';
import type { Text } from './line.ts';
import { type MetricLine, scanExposition } from './openmetrics.ts';
import { createDurationFacts, createRequestFacts, type PageFacts } from './page-facts.ts';
import { requestNames } from './request-names.ts';
import { createSeries, type Series } from './series.ts';
import { createSides } from './sides-read.ts';
import { createSummaries, type Summary } from './summaries.ts';
import { outcomesBy } from './vocabulary.ts';
import { type Condition, meeting } from './where.ts';

/** Which metrics of a page count what. */
export interface PageNames {
  requests: { metric: string; errors: Failures };
  /** A histogram or a summary; null where durations are not measured. */
  durations: { metric: string; unit: DurationUnit } | null;
  /** What must hold for a series of either to be counted. */
  where: readonly Condition[];
  /** By which label series count with a flag on or off; absent where that is not asked. */
  compareBy?: CompareBy;
}

export interface PageReading {
  /** What each series counts. */
  series: Series;
  /** Series of a summary; empty where there is none. */
  summaries: Summary[];
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
export function readPage(text: Text, { requests, durations, where, compareBy }: PageNames): PageReading {
  const inSecond = perSecond[durations?.unit ?? 'seconds'];
  const counted = createSeries();
  const histograms = createHistograms(inSecond);
  const summaries = createSummaries(durations?.metric ?? null, inSecond);
  const requestFacts = createRequestFacts(requests.errors.label);
  const durationFacts = createDurationFacts(durations?.metric ?? null);
  const outcomeOf = outcomesBy(requests.errors.matches);
  const meets = meeting(where);
  const sides = createSides(compareBy);
  const counter = requestNames(requests.metric);
  const bucketName = durations && `${durations.metric}_bucket`;
  let startedAt: number | undefined;
  let series = 0;
  scanExposition(text, {
    wanted: (name) => counter.has(name) || name === startMetric || durationFacts.wanted(name) || summaries.wanted(name),
    declared(name) {
      requestFacts.declared(name, requests.metric);
      durationFacts.declared(name);
    },
    series(line, number) {
      series += 1;
      if (series > maxSeries)
        throw new PageError(`more than ${maxSeries} series of ${line.name}: give it fewer labels`);
      if (line.name === startMetric) startedAt ??= line.value;
      const isRequests = counter.has(line.name);
      const labels = isRequests ? counter.labelsOf(line.name, line.labels) : line.labels;
      const meant = meets(labels);
      if (isRequests) {
        const outcome = outcomeOf(labels[requests.errors.label] ?? '');
        if (meant) sides.add(labels);
        const isFirst = !meant || counted.add(labels, plain(line, number).value, outcome);
        if (isFirst) requestFacts.add(labels, line.value, meant ? outcome : null);
        else requestFacts.addTwice();
      }
      if (!meant) return;
      durationFacts.add(line);
      if (line.name === bucketName) {
        histograms.add(plain(line, number), number);
        sides.addBucket(labels);
      }
      if (summaries.wanted(line.name)) summaries.add(line, number);
    },
  });
  return {
    series: { ...counted.all, durations: durations ? histograms.all() : {}, ...sides.all() },
    summaries: summaries.all(),
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
  const wrong = noCount(value);
  if (wrong !== null) throw new PageError(`line ${number}: ${name} is ${wrong}`);
  return line;
}
