import type { Bucket } from '../../domain/verdict.ts';
import { quoted, readFloat } from './float.ts';
import type { MetricLine } from './openmetrics.ts';

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

/** The buckets of a histogram's series while its page is read. */
export interface Histograms {
  /** @param number of the page's line, for what is said of it */
  add(line: MetricLine, number: number): void;
  /** All series added up, each by its own bounds. Throws a PageError where one has no +Inf bucket. */
  sum(): Bucket[];
}

/** @param perSecond how many of the histogram's units make a second */
export function createHistograms(perSecond: number): Histograms {
  const series = new Map<string, Bucket[]>();
  const bounds = new Set<number | null>();
  let name = '';
  return {
    add(line, number) {
      const bucket = bucketOf(`line ${number}: ${line.name}`, line.labels['le'], line.value, perSecond);
      name = line.name;
      bounds.add(bucket.le);
      if (bounds.size > maxBounds) throw tooManyBounds(name);
      const key = seriesKey(line.labels, 'le');
      const buckets = series.get(key);
      if (buckets) buckets.push(bucket);
      else series.set(key, [bucket]);
    },
    sum() {
      const all = [...series.values()];
      for (const buckets of all) {
        buckets.sort((a, b) => boundOf(a) - boundOf(b));
        if (buckets.at(-1)?.le !== null) throw new PageError(`${name} has no +Inf bucket`);
      }
      return sumOf(all);
    },
  };
}

/** The same for the same labels but one, in any order. Lengths tell where a value ends. */
export function seriesKey(labels: MetricLine['labels'], without: string): string {
  let key = '';
  for (const label of Object.keys(labels).sort()) {
    const value = labels[label] ?? '';
    if (label !== without) key += `${label}=${value.length}:${value},`;
  }
  return key;
}

/**
 * As one after the other by `addBuckets`, in time that grows with the number of buckets alone: what each series counts
 * between its bounds is added up, and then summed from the lowest bound on.
 */
function sumOf(all: readonly (readonly Bucket[])[]): Bucket[] {
  const grown = new Map<number | null, number>();
  for (const buckets of all) {
    let below = 0;
    for (const { le, count } of buckets) {
      grown.set(le, (grown.get(le) ?? 0) + count - below);
      below = count;
    }
  }
  const bounds = [...grown].map(([le, count]) => ({ le, count })).sort((a, b) => boundOf(a) - boundOf(b));
  let total = 0;
  return bounds.map(({ le, count }) => {
    total += count;
    return { le, count: total };
  });
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
