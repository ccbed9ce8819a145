import type { Figures, Quantile } from '../domain/verdict.ts';
import { quantile } from './histogram.ts';

const none: readonly Quantile[] = [];

/** Two floats are the same quantile: 0.99 may have been written as 0.9900000000000001. */
const same = 1e-9;

/**
 * Ready quantiles of two stretches together. They cannot be added up as buckets can: what is known of both is between what
 * smallest and largest figures they lie, and their mean, weighted by the requests.
 */
export function addQuantiles(older: Figures, newer: Figures): readonly Quantile[] {
  if (!older.quantiles && !newer.quantiles) return none;
  const [before = [], after = []] = [older.quantiles, newer.quantiles];
  const joined = before.map((one) => {
    const other = at(after, one.q);
    return other ? joinedOf(one, older.requests, other, newer.requests) : one;
  });
  return [...joined, ...after.filter(({ q }) => !at(before, q))];
}

function joinedOf(a: Quantile, requestsOfA: number, b: Quantile, requestsOfB: number): Quantile {
  const requests = requestsOfA + requestsOfB;
  const share = requests > 0 ? requestsOfB / requests : 0.5;
  return {
    q: a.q,
    seconds: a.seconds + (b.seconds - a.seconds) * share,
    least: Math.min(a.least, b.least),
    most: Math.max(a.most, b.most),
    looks: a.looks + b.looks,
  };
}

function at(all: readonly Quantile[], q: number): Quantile | undefined {
  return all.find((one) => Math.abs(one.q - q) < same);
}

/**
 * What is known of a quantile: by the buckets where there are any, else as the source had it ready. Null where it is
 * neither. By buckets there is one figure, that of all requests together, whatever the number of looks.
 */
export function quantileIn(figures: Figures, q: number): Quantile | null {
  const seconds = quantile(figures.buckets, q);
  if (seconds !== null) return { q, seconds, least: seconds, most: seconds, looks: Number.POSITIVE_INFINITY };
  return at(figures.quantiles ?? [], q) ?? null;
}

/** Seconds; null where neither buckets nor ready quantiles say it. @param q ratio 0 to 1 */
export function secondsAt(figures: Figures, q: number): number | null {
  return quantileIn(figures, q)?.seconds ?? null;
}

/** Whether nothing but ready quantiles is known of the durations. */
export function isReady({ buckets, quantiles = [] }: Figures): boolean {
  return buckets.length === 0 && quantiles.length > 0;
}

/** What cannot be right about them. */
export function isBroken({ seconds, least, most }: Quantile): boolean {
  return !(least >= 0 && least <= most && Number.isFinite(most) && Number.isFinite(seconds));
}
