import type { MetricLine } from './openmetrics.ts';
import { namesOf } from './request-names.ts';
import type { Outcome } from './vocabulary.ts';

/** What a page shows of its counter of requests. */
export interface RequestFacts {
  /** The page declares the metric, or has series of it. */
  known: boolean;
  series: number;
  /** Of the series, those that meet `where`. */
  counted: number;
  /** Of the counted, those that have the label of failures. */
  labeled: number;
  /** What the counted have counted since their process began. */
  total: number;
  /** Of that, what those have that do not tell whether requests failed. */
  untold: number;
  /** How many series these are, and some values of the label that tell nothing. */
  untoldSeries: number;
  unknown: string[];
  /** Series of the counted that the page shows once more. */
  twice: number;
  /** Some values of that label. */
  values: string[];
  /** Some labels of all series. */
  labels: string[];
}

/** What it shows of durations: buckets with bounds, quantiles, or only how many there were. */
export interface DurationFacts {
  /** The page declares the metric, or has series of it. */
  known: boolean;
  /** Bounds below infinity. */
  buckets: boolean;
  /** The bucket without a bound. */
  infinite: boolean;
  quantiles: string[];
  /** Of the quantiles, those that some series has a number for; clients write NaN where nothing was observed lately, and some 0. */
  ready: string[];
  /** `_count`, which both kinds have. */
  counts: boolean;
  /** Requests that were observed since the process began. */
  observed: number;
}

export interface PageFacts {
  requests: RequestFacts;
  /** Null where durations are not measured. */
  durations: DurationFacts | null;
}

/** So many names and values are kept of each. */
const mostKept = 20;

export function createRequestFacts(label: string) {
  let [known, series, counted, labeled, total, untold, untoldSeries, twice] = [false, 0, 0, 0, 0, 0, 0, 0];
  const [values, unknown] = [new Set<string>(), new Set<string>()];
  const names = new Set<string>();
  return {
    /** OpenMetrics declares a counter without `_total`, and both formats a histogram without `_count`. */
    declared(name: string, metric: string): void {
      const isCounter = (one: string) => name === one || `${name}_total` === one || `${name}_count` === one;
      known ||= namesOf(metric).some(isCounter);
    },
    /** @param outcome null where it is not counted */
    add(labels: Readonly<Record<string, string>>, count: number, outcome: Outcome | null): void {
      series += 1;
      if (names.size < mostKept) for (const name in labels) names.add(name);
      if (outcome === null) return;
      counted += 1;
      total += count;
      const value = labels[label] ?? '';
      if (outcome === 'untold') {
        untold += count;
        untoldSeries += 1;
      }
      if (value === '') return;
      labeled += 1;
      if (outcome === 'untold' && unknown.size < mostKept) unknown.add(value);
      if (values.size < mostKept) values.add(value);
    },
    addTwice(): void {
      twice += 1;
    },
    all: (): RequestFacts => ({
      known: known || series > 0,
      series,
      counted,
      labeled,
      total,
      untold,
      untoldSeries,
      unknown: [...unknown],
      twice,
      values: [...values],
      labels: [...names].sort(),
    }),
  };
}

/** @param metric null where durations are not measured */
export function createDurationFacts(metric: string | null) {
  const facts = { known: false, buckets: false, infinite: false, counts: false };
  const [quantiles, ready] = [new Set<string>(), new Set<string>()];
  // Some clients write one of the two only.
  const observed = { byCount: 0, byBucket: 0 };
  const [bucket, count] = [`${metric}_bucket`, `${metric}_count`];
  return {
    wanted: (name: string) => metric !== null && (name === bucket || name === count || name === metric),
    declared(name: string): void {
      if (name === metric) facts.known = true;
    },
    add({ name, labels, value }: MetricLine): void {
      if (metric === null || (name !== bucket && name !== count && name !== metric)) return;
      facts.known = true;
      if (name === count) {
        facts.counts = true;
        observed.byCount += value;
      }
      if (name === bucket && labels['le'] !== '+Inf') facts.buckets = true;
      if (name === bucket && labels['le'] === '+Inf') {
        facts.infinite = true;
        observed.byBucket += value;
      }
      const quantile = name === metric ? labels['quantile'] : undefined;
      if (quantile === undefined || quantiles.size === mostKept) return;
      quantiles.add(quantile);
      if (Number.isFinite(value) && value !== 0) ready.add(quantile);
    },
    all: (): DurationFacts | null =>
      metric === null
        ? null
        : {
            ...facts,
            quantiles: [...quantiles],
            ready: [...ready],
            observed: Math.max(observed.byCount, observed.byBucket),
          },
  };
}
