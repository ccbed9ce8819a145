import type { Bucket } from '../../domain/verdict.ts';
import { seriesId } from './series-id.ts';

/** What the series of one page count, each by its short name (`seriesId`). */
export interface Series {
  requests: Record<string, number>;
  /** Of the requests, those series that count failures. */
  failures: Record<string, number>;
  /** Histograms: cumulative, by growing `le` in seconds. */
  durations: Record<string, Bucket[]>;
}

export const noSeries: Series = { requests: {}, failures: {}, durations: {} };

/** The series of requests while a page is read. Series that are on it twice are added up. */
export function createSeries() {
  const all: Pick<Series, 'requests' | 'failures'> = { requests: {}, failures: {} };
  return {
    all,
    add(labels: Readonly<Record<string, string>>, value: number, isFailure: boolean): void {
      const id = seriesId(labels);
      all.requests[id] = (all.requests[id] ?? 0) + value;
      if (isFailure) all.failures[id] = (all.failures[id] ?? 0) + value;
    },
  };
}
