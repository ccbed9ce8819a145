import type { Bucket } from '../../domain/verdict.ts';
import type { Series } from './series.ts';

/** By how much the counters of one page grew. */
export interface Grown {
  /** Those of which it is known whether they failed. */
  requests: number;
  errors: number;
  /** Those beside them of which it is not. */
  unlabelled: number;
  /** Between neighbouring bounds, by the upper one in seconds; null is infinity. */
  slots: ReadonlyMap<number | null, number>;
}

/** Names histograms apart from the counters of requests, which may have the same labels. */
export const histogramOf = (id: string) => `h ${id}`;

/** No series has the name of an earlier one, as after a change of labels: what they show was counted under other names. */
export function isRenamed(now: Readonly<Record<string, unknown>>, before: Readonly<Record<string, unknown>>): boolean {
  const ids = Object.keys(now);
  return ids.length > 0 && Object.keys(before).length > 0 && !ids.some((id) => id in before);
}

/** Series by series. @param silent those that are not counted */
export function grownBetween(now: Series, before: Series, silent: ReadonlySet<string>): Grown {
  const slots = new Map<number | null, number>();
  for (const id in now.durations) {
    if (!silent.has(histogramOf(id))) addSlots(slots, now.durations[id] ?? [], before.durations[id] ?? []);
  }
  const unlabelled = sumOfGrowth(now.unlabelled, before.requests, silent);
  return {
    requests: sumOfGrowth(now.requests, before.requests, silent) - unlabelled,
    errors: sumOfGrowth(now.failures, before.failures, silent),
    unlabelled,
    slots,
  };
}

function sumOfGrowth(
  now: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
  silent: ReadonlySet<string>,
): number {
  let sum = 0;
  for (const id in now) if (!silent.has(id)) sum += Math.max(0, (now[id] ?? 0) - (before[id] ?? 0));
  return sum;
}

function addSlots(slots: Map<number | null, number>, now: readonly Bucket[], before: readonly Bucket[]): void {
  let at = 0;
  let below = 0;
  for (const { le, count } of now) {
    // The same process has the same bounds in the same order.
    const earlier = before[at]?.le === le ? before[at] : before.find((bucket) => bucket.le === le);
    const grown = count - (earlier?.count ?? 0);
    slots.set(le, (slots.get(le) ?? 0) + grown - below);
    below = grown;
    at += 1;
  }
}

/** Cumulative by growing bounds, from what was counted between them. */
export function bucketsOf(slots: ReadonlyMap<number | null, number>): Bucket[] {
  const infinite = Number.POSITIVE_INFINITY;
  let total = 0;
  return [...slots]
    .sort(([a], [b]) => (a ?? infinite) - (b ?? infinite))
    .map(([le, count]) => {
      total += count;
      return { le, count: total };
    });
}
