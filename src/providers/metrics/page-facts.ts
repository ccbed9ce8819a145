import type { MetricLine } from './openmetrics.ts';

/** What a page shows of its counter of requests. */
export interface RequestFacts {
  /** The page declares the metric, or has series of it. */
  known: boolean;
  series: number;
  /** Of the series, those that meet `where`. */
  counted: number;
  /** Of the counted, those that have the label of failures. */
  labelled: number;
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
  quantiles: string[];
  /** `_count`, which both kinds have. */
  counts: boolean;
}

export interface PageFacts {
  requests: RequestFacts;
  /** Null where durations are not measured. */
  durations: DurationFacts | null;
}

/** So many names and values are kept of each. */
const mostKept = 20;

export function createRequestFacts(label: string) {
  let [known, series, counted, labelled] = [false, 0, 0, 0];
  const values = new Set<string>();
  const names = new Set<string>();
  return {
    /** OpenMetrics declares a counter without `_total`, and both formats a histogram without `_count`. */
    declared(name: string, metric: string): void {
      if (name === metric || `${name}_total` === metric || `${name}_count` === metric) known = true;
    },
    add(labels: Readonly<Record<string, string>>, meant: boolean): void {
      series += 1;
      if (names.size < mostKept) for (const name in labels) names.add(name);
      if (!meant) return;
      counted += 1;
      const value = labels[label] ?? '';
      if (value === '') return;
      labelled += 1;
      if (values.size < mostKept) values.add(value);
    },
    all: (): RequestFacts => ({
      known: known || series > 0,
      series,
      counted,
      labelled,
      values: [...values],
      labels: [...names].sort(),
    }),
  };
}

/** @param metric null where durations are not measured */
export function createDurationFacts(metric: string | null) {
  const facts: DurationFacts = { known: false, buckets: false, quantiles: [], counts: false };
  const [bucket, count] = [`${metric}_bucket`, `${metric}_count`];
  return {
    wanted: (name: string) => metric !== null && (name === bucket || name === count || name === metric),
    declared(name: string): void {
      if (name === metric) facts.known = true;
    },
    add({ name, labels }: MetricLine): void {
      if (metric === null || (name !== bucket && name !== count && name !== metric)) return;
      facts.known = true;
      if (name === count) facts.counts = true;
      if (name === bucket && labels['le'] !== '+Inf') facts.buckets = true;
      const quantile = name === metric ? labels['quantile'] : undefined;
      if (quantile === undefined || facts.quantiles.length === mostKept) return;
      if (!facts.quantiles.includes(quantile)) facts.quantiles.push(quantile);
    },
    all: (): DurationFacts | null => (metric === null ? null : facts),
  };
}
