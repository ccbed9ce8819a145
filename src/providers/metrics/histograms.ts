import type { Bucket } from '../../domain/verdict.ts';
import { quoted, readFloat } from './float.ts';
import type { MetricLine } from './openmetrics.ts';
import { seriesId } from './series-id.ts';

/** Different bounds (`le`) in all series of a histogram together; clients write 10 to 300. */
export const maxBounds = 500;

/** A page that says what cannot be, or more than is read of one; in words for people. */
export class PageError extends Error {
  override name = 'PageError';
}

/** Says that there are too many, of what, and what to do. */
export function tooManyBounds(of: string): PageError {
  return new PageError(
    `${of} has more than ${maxBounds} different bounds (le): use the same buckets for all its series`,
  );
}

/** The buckets of a histogram's series while its page is read; of one that is on it twice the first counts. */
export interface Histograms {
  /** @param number of the page's line, for what is said of it */
  add(line: MetricLine, number: number): void;
  /** Each series by its short name, cumulative by growing bounds. Throws a PageError where one has no +Inf bucket. */
  all(): Record<string, Bucket[]>;
}

/** @param perSecond how many of the histogram's units make a second */
export function createHistograms(perSecond: number): Histograms {
  const series = new Map<string, Map<number | null, Bucket>>();
  const bounds = new Set<number | null>();
  let name = '';
  return {
    add(line, number) {
      const bucket = bucketOf(`line ${number}: ${line.name}`, line.labels['le'], line.value, perSecond);
      name = line.name;
      bounds.add(bucket.le);
      if (bounds.size > maxBounds) throw tooManyBounds(name);
      const key = seriesId(line.labels, 'le');
      const buckets = series.get(key) ?? new Map<number | null, Bucket>();
      series.set(key, buckets);
      if (!buckets.has(bucket.le)) buckets.set(bucket.le, bucket);
    },
    all() {
      const all = [...series].map(([key, buckets]): [string, Bucket[]] => {
        if (!buckets.has(null)) throw new PageError(`${name} has no +Inf bucket`);
        return [key, [...buckets.values()].sort((a, b) => boundOf(a) - boundOf(b))];
      });
      return Object.fromEntries(all);
    },
  };
}

function boundOf({ le }: Bucket): number {
  return le ?? Number.POSITIVE_INFINITY;
}

/**
 * A bucket from the text of its bound. Throws a PageError where that is not one.
 * @param whose what is said of it begins with this
 * @param perSecond how many of the metric's units make a second
 */
export function bucketOf(whose: string, le: string | undefined, count: number, perSecond: number): Bucket {
  if (le === undefined || le === '') throw new PageError(`${whose} has a bucket without a bound`);
  const bound = readFloat(le);
  if (bound === Number.POSITIVE_INFINITY) return { le: null, count };
  if (bound === null || !Number.isFinite(bound))
    throw new PageError(`${whose} has a bucket whose bound ${quoted(le)} is not a number`);
  return { le: bound / perSecond, count };
}
