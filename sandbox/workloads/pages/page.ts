/** Upper bounds of the latency histogram, in seconds. */
export const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

export const contentTypes = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openMetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
} as const;
export type MetricsFormat = keyof typeof contentTypes;

/** Requests of one method that were answered with one status, by one process. */
export interface Counted {
  method: string;
  code: number;
  /** Which of a feature's two ways they were served; absent where that is not told apart. */
  feature?: string;
  count: number;
  /** How many took how long, per bucket, not cumulative; the last is +Inf. */
  slots: readonly number[];
  /** Of all their durations, in seconds. */
  sum: number;
}

/** What one process has counted since it began. */
export interface Process {
  version: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
  /** Milliseconds since then. */
  ageMs: number;
  counted: readonly Counted[];
  /** How many of the requests ended in an order, by `feature` (empty where that is not told apart); absent where none are counted. */
  orders?: ReadonlyMap<string, number>;
}

export interface Page {
  contentType: string;
  body: string;
}

/** A kind of page of metrics that a service's pods may show. */
export interface PageKind {
  /** What is special about it, as the end of a sentence. */
  shows: string;
  /** How many processes answer behind the port, in turn; 1 where it is not said. */
  processes?: number;
  page(process: Process, format: MetricsFormat): Page;
}
