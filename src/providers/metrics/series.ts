import type { Bucket } from '../../domain/verdict.ts';
import { seriesId } from './series-id.ts';
import type { Sides } from './sides.ts';
import type { Outcome } from './vocabulary.ts';

/** What the series of one page count, each by its short name (`seriesId`). */
export interface Series {
  requests: Record<string, number>;
  /** Of the requests, those series that count failures. */
  failures: Record<string, number>;
  /** Of the requests, those series that do not say whether they failed. */
  untold: Record<string, number>;
  /** Histograms: cumulative, by growing `le` in seconds. */
  durations: Record<string, Bucket[]>;
  /** Which of them count with a flag on or off, histograms by `histogramOf`; absent where that is not asked. */
  sides?: Sides;
}

export const noSeries: Series = { requests: {}, failures: {}, untold: {}, durations: {} };

/** The series of requests while a page is read. Of a series that is on it twice the first counts, as with Prometheus. */
export function createSeries() {
  const all: Omit<Series, 'durations'> = { requests: {}, failures: {}, untold: {} };
  return {
    all,
    /** @returns whether it was not there before */
    add(labels: Readonly<Record<string, string>>, value: number, outcome: Outcome): boolean {
      const id = seriesId(labels);
      if (id in all.requests) return false;
      all.requests[id] = value;
      if (outcome !== 'well') all[outcome][id] = value;
      return true;
    },
  };
}
