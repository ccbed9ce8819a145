import type { Bucket } from '../../domain/verdict.ts';
import { seriesId } from './series-id.ts';

/** What the series of one page count, each by its short name (`seriesId`). */
export interface Series {
  requests: Record<string, number>;
  /** Of the requests, those series that count failures. */
  failures: Record<string, number>;
  /** Of the requests, those series that do not say whether they failed. */
  unlabelled: Record<string, number>;
  /** Histograms: cumulative, by growing `le` in seconds. */
  durations: Record<string, Bucket[]>;
}

export const noSeries: Series = { requests: {}, failures: {}, unlabelled: {}, durations: {} };

/** What a series counts: requests that went well, or those of one of the two lists that it stands in besides. */
export type Outcome = 'well' | 'failures' | 'unlabelled';

/** @param label the value of the label of failures; empty where there is none */
export function outcomeOf(label: string, failed: (label: string) => boolean): Outcome {
  if (failed(label)) return 'failures';
  return label === '' ? 'unlabelled' : 'well';
}

/** The series of requests while a page is read. Series that are on it twice are added up. */
export function createSeries() {
  const all: Omit<Series, 'durations'> = { requests: {}, failures: {}, unlabelled: {} };
  return {
    all,
    add(labels: Readonly<Record<string, string>>, value: number, outcome: Outcome): void {
      const id = seriesId(labels);
      all.requests[id] = (all.requests[id] ?? 0) + value;
      if (outcome !== 'well') all[outcome][id] = (all[outcome][id] ?? 0) + value;
    },
  };
}
