import type { Finding } from '../domain/verdict.ts';
import { chanceOfAtLeast } from './binomial.ts';

/**
 * A release is looked at every few seconds, and each look is another chance to be wrong. `whole`: for all that was seen
 * since the traffic last changed, per look. A candidate that sits exactly on its limit is blamed in about one of a
 * hundred bakes for it, and one at half the limit practically never. `lately`: for all looks of a bake together at its
 * most recent stretches, see `recent.ts`. Together they are wrong no more often than 0.001 for each look at the whole.
 */
export const alpha = { whole: 0.0008, lately: 0.002 } as const;

/** Below which chance the two halves of *bad* are beyond doubt: worse than stable, and over the limit. */
export interface Level {
  worse: number;
  over: number;
}

/**
 * Of the whole. Being over the limit is the second of two conditions where there is a stable to compare with, so it may
 * be asked more leniently there: the comparison alone already keeps false alarms below `worse`.
 */
export const wholeLevel: Level = { worse: alpha.whole, over: 0.008 };

/**
 * Failures come in clusters: a request and its retry share one cause, and the test takes requests as independent.
 * Two failures are one incident; fewer than this many never roll back, unless no failure at all is allowed.
 */
export const minBad = 3;

/** Requests of one track and how many of them were bad (failed, or too slow). */
export interface Rate {
  bad: number;
  requests: number;
}

export type Judged = Pick<Finding, 'state' | 'chance'>;

/** Ratio 0 to 1, or null without requests. */
export function ratio(rate: Rate): number | null {
  return rate.requests > 0 ? rate.bad / rate.requests : null;
}

/** Chance of as many bad requests or more if the true ratio were `limit`. */
export function chanceWithin(rate: Rate, limit: number): number {
  return chanceOfAtLeast(Math.min(rate.bad, rate.requests), rate.requests, limit);
}

/** True where the ratio is above the limit beyond doubt: an exact one-sided binomial test at `level`. */
export function exceeds(rate: Rate, limit: number, level: number): boolean {
  if (limit >= 1) return false;
  if (limit <= 0) return rate.bad > 0;
  return rate.bad >= minBad && chanceWithin(rate, limit) <= level;
}

/** Chance of as few bad requests or fewer if the true ratio were `limit`. */
export function chanceOver(rate: Rate, limit: number): number {
  return 1 - chanceOfAtLeast(Math.min(rate.bad, rate.requests) + 1, rate.requests, limit);
}

/** True where the ratio as it was seen is not above the limit. */
export function isWithin(rate: Rate, limit: number): boolean {
  return rate.bad <= limit * rate.requests;
}

/**
 * One track against a fixed limit (ratio 0 to 1): bad when the exact binomial test at `level` says so, good when enough
 * was seen and what was seen is within the limit, else unsure.
 */
export function againstLimit(rate: Rate, limit: number, minRequests: number, level: number): Judged {
  const chance = chanceWithin(rate, limit);
  if (exceeds(rate, limit, level)) return { state: 'bad', chance };
  const good = rate.requests >= minRequests && isWithin(rate, limit);
  return { state: good ? 'good' : 'unsure', chance };
}

/**
 * Chance that the candidate has as many of all the bad requests as it has, if it were no worse than stable. Given the
 * X_k bad requests of block k, the candidate's are a draw with chance q_k = n_c / (n_c + n_b) each (the conditional
 * test of two Poisson rates: Przyborowski and Wilenski, Biometrika 31, 1940). Blocks may have different splits:
 * by Hoeffding (Ann. Math. Stat. 27, 1956) their sum has no heavier upper tail than a binomial with the mean chance.
 * That bound is weak for splits far apart; Chernoff's is not, and falls with every failure more, so the lesser counts.
 * An outage that hits both tracks alike, even one that comes and goes, leaves this chance large.
 * Blocks in which a track had no request tell nothing and are passed over.
 */
export function chanceNoWorse(blocks: readonly { candidate: Rate; stable: Rate }[]): number {
  const draws = blocks
    .filter(({ candidate, stable }) => candidate.requests > 0 && stable.requests > 0)
    .map(({ candidate, stable }) => ({
      bad: candidate.bad + stable.bad,
      of: candidate.bad,
      q: candidate.requests / (candidate.requests + stable.requests),
    }))
    .filter(({ bad }) => bad > 0);
  const bad = draws.reduce((sum, draw) => sum + draw.bad, 0);
  const candidateBad = draws.reduce((sum, draw) => sum + draw.of, 0);
  const expected = draws.reduce((sum, draw) => sum + draw.bad * draw.q, 0);
  // A tail bound by the mean chance holds only above the mean; below it nothing is to be blamed anyway.
  if (bad <= 0 || candidateBad <= expected) return 1;
  const chance = chanceOfAtLeast(candidateBad, bad, expected / bad);
  return chance <= alpha.whole ? chance : Math.min(chance, chernoff(draws, candidateBad));
}

/** Upper bound of P(ΣBin(X_k, q_k) ≥ x): the least of exp(Σ X_k·ln(1 − q_k + q_k·e^t) − t·x) over t, which is convex in t. */
function chernoff(draws: readonly { bad: number; q: number }[], x: number): number {
  const exponent = (t: number) =>
    draws.reduce((sum, { bad, q }) => sum + bad * Math.log1p(q * Math.expm1(t)), 0) - t * x;
  let [low, high] = [0, 30];
  for (let step = 0; step < 60; step++) {
    const [a, b] = [low + (high - low) / 3, high - (high - low) / 3];
    if (exponent(a) < exponent(b)) high = b;
    else low = a;
  }
  return Math.min(1, Math.exp(exponent((low + high) / 2)));
}

export function addRates(rates: readonly Rate[]): Rate {
  return rates.reduce((sum, rate) => ({ bad: sum.bad + rate.bad, requests: sum.requests + rate.requests }), {
    bad: 0,
    requests: 0,
  });
}
