import type { Bucket } from '../../domain/verdict.ts';
import type { Series } from './series.ts';
import type { Side } from './sides.ts';

/** By how much the counters of one page grew. */
export interface Grown {
  /** Those of which it is known whether they failed. */
  requests: number;
  errors: number;
  /** Those beside them of which it is not. */
  untold: number;
  /** Between neighboring bounds, by the upper one in seconds; null is infinity. */
  slots: ReadonlyMap<number | null, number>;
  /** Of that, what was counted with a flag on, and with it off; absent where series are not told apart by one. */
  sides?: Readonly<Record<Side, Grown>>;
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
  const { sides } = now;
  const counted = (id: string) => !silent.has(id);
  const all = grownOf(now, before, counted);
  if (!sides) return all;
  const on = grownOf(now, before, (id) => sides[id] === 'on' && counted(id));
  const off = grownOf(now, before, (id) => sides[id] === 'off' && counted(id));
  return { ...all, sides: { on, off } };
}

function grownOf(now: Series, before: Series, counted: (id: string) => boolean): Grown {
  const slots = new Map<number | null, number>();
  for (const id in now.durations) {
    if (counted(histogramOf(id))) addSlots(slots, now.durations[id] ?? [], before.durations[id] ?? []);
  }
  const untold = sumOfGrowth(now.untold, before.requests, counted);
  return {
    requests: sumOfGrowth(now.requests, before.requests, counted) - untold,
    errors: sumOfGrowth(now.failures, before.failures, counted),
    untold,
    slots,
  };
}

function sumOfGrowth(
  now: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
  counted: (id: string) => boolean,
): number {
  let sum = 0;
  for (const id in now) if (counted(id)) sum += Math.max(0, (now[id] ?? 0) - (before[id] ?? 0));
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

/**
 * Cumulative by growing bounds, from what was counted between them. A page that is written while requests come in may
 * show less in a bucket than in the one below it: the larger bound is believed, and the last one most.
 */
export function bucketsOf(slots: ReadonlyMap<number | null, number>): Bucket[] {
  const infinite = Number.POSITIVE_INFINITY;
  let total = 0;
  const buckets = [...slots]
    .sort(([a], [b]) => (a ?? infinite) - (b ?? infinite))
    .map(([le, count]) => {
      total += count;
      return { le, count: total };
    });
  for (const bucket of buckets.toReversed()) {
    total = Math.max(0, Math.min(total, bucket.count));
    bucket.count = total;
  }
  return buckets;
}
