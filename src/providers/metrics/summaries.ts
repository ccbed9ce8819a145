import type { Quantile } from '../../domain/verdict.ts';
import { quoted, readFloat } from './float.ts';
import { PageError } from './histograms.ts';
import type { MetricLine } from './openmetrics.ts';
import { seriesId } from './series-id.ts';

/** A quantile as it is at one look. */
export type Ready = Omit<Quantile, 'looks'>;

/** Different quantiles of one summary; clients write 3 to 6. */
const maxQuantiles = 20;

/** What is known of durations in one place, and how many requests it is of. */
interface Weighted {
  ready: readonly Ready[];
  weight: number;
}

/** Of several pods or series together: the mean by their requests, and between what it lies. One without requests tells nothing. */
export function spanned(all: readonly Weighted[]): Ready[] {
  const serving = all.filter(({ weight }) => weight > 0);
  const parts = serving.flatMap(({ ready, weight }) => ready.map((one) => ({ ...one, weight })));
  const byQuantile = [...Map.groupBy(parts, ({ q }) => q)].sort(([a], [b]) => a - b);
  return byQuantile.map(([q, same]) => {
    const weight = same.reduce((sum, one) => sum + one.weight, 0);
    return {
      q,
      seconds: same.reduce((sum, one) => sum + one.seconds * (one.weight / weight), 0),
      least: same.reduce((least, one) => Math.min(least, one.least), Number.POSITIVE_INFINITY),
      most: same.reduce((most, one) => Math.max(most, one.most), 0),
    };
  });
}

/** One series of a summary at one look. */
export interface Summary {
  /** Its short name, without the label of quantiles. */
  id: string;
  ready: readonly Ready[];
  /** How much it has counted; null where it does not say. */
  count: number | null;
}

/** The quantiles of a page's series together, each by what it has counted since the last look. @param before by their short names */
export function quantilesSince(summaries: readonly Summary[], before: Readonly<Record<string, number>>): Ready[] {
  return spanned(summaries.map(({ id, ready, count }) => ({ ready, weight: grownBy(count, before[id]) })));
}

/** One that shows less than before began anew. */
function grownBy(count: number | null, before = 0): number {
  if (count === null) return 1;
  return count >= before ? count - before : count;
}

/** How much each has counted, by their short names. */
export function countsOf(summaries: readonly Summary[]): Record<string, number> {
  return Object.fromEntries(summaries.flatMap(({ id, count }) => (count === null ? [] : [[id, count]])));
}

/** The quantiles of a summary's series while its page is read. */
interface Summaries {
  wanted(name: string): boolean;
  /** @param number of the page's line, for what is said of it */
  add(line: MetricLine, number: number): void;
  all(): Summary[];
}

/**
 * @param name of the summary; null where none is read
 * @param perSecond how many of its units make a second
 */
export function createSummaries(name: string | null, perSecond: number): Summaries {
  const series = new Map<string, { ready: Ready[]; count: number | null }>();
  const known = new Set<number>();
  const countName = `${name}_count`;
  return {
    // A histogram has such a count too: it is of interest only once there were quantiles, which stand before it.
    wanted: (each) => name !== null && (each === name || (each === countName && series.size > 0)),
    add(line, number) {
      const key = seriesId(line.labels, 'quantile');
      const one = series.get(key) ?? { ready: [], count: null };
      series.set(key, one);
      if (line.name === countName) {
        one.count = line.value;
        return;
      }
      const ready = readyOf(`line ${number}: ${line.name}`, line.labels['quantile'], line.value, perSecond);
      if (ready === null) return;
      known.add(ready.q);
      if (known.size > maxQuantiles) throw new PageError(`${line.name} has more than ${maxQuantiles} quantiles`);
      one.ready.push(ready);
    },
    all: () => [...series].map(([id, { ready, count }]) => ({ id, ready, count })),
  };
}

/**
 * A quantile from the text of its label; null where nothing was observed lately, which clients write as NaN, and some as 0.
 * Throws a PageError where it is none.
 * @param whose what is said of it begins with this
 * @param perSecond how many of the metric's units make a second
 */
export function readyOf(whose: string, label: string | undefined, value: number, perSecond: number): Ready | null {
  const q = readFloat(label ?? '');
  if (q === null || !(q >= 0 && q <= 1))
    throw new PageError(`${whose} has a quantile ${quoted(label ?? '')}, not 0 to 1`);
  if (Number.isNaN(value) || value === 0) return null;
  if (!Number.isFinite(value) || value < 0) throw new PageError(`${whose} has a quantile that is ${value}`);
  const seconds = value / perSecond;
  return { q, seconds, least: seconds, most: seconds };
}
