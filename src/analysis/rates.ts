import type { Finding } from '../domain/verdict.ts';
import { chanceOfAtLeast } from './binomial.ts';

/**
 * A release is looked at every few seconds, and each look at a growing window is another chance to be wrong. At one
 * in a thousand per look, a candidate that sits exactly on its limit is blamed in a few of a hundred bakes, and one
 * at half the limit practically never; four failures of the first four requests still suffice.
 */
export const alpha = 0.001;

/**
 * Failures come in clusters: a request and its retry share one cause, and the test takes requests as independent.
 * Two failures are one incident; fewer than this many never roll back, unless no failure at all is allowed.
 */
export const minBad = 3;

/** Above this chance, nothing speaks for the candidate being worse than stable. */
export const unremarkable = 0.05;

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

/** True where the ratio as it was seen is not above the limit. */
export function isWithin(rate: Rate, limit: number): boolean {
  return rate.bad <= limit * rate.requests;
}

/**
 * One track against a fixed limit (ratio 0 to 1): bad when the exact binomial test says so, good when enough was
 * seen and what was seen is within the limit, else unsure.
 */
export function againstLimit(rate: Rate, limit: number, minRequests: number): Judged {
  const chance = chanceWithin(rate, limit);
  if (exceeds(rate, limit, alpha)) return { state: 'bad', chance };
  const good = rate.requests >= minRequests && isWithin(rate, limit);
  return { state: good ? 'good' : 'unsure', chance };
}

/**
 * Chance that the candidate has as many of all the bad requests as it has, if it were no worse than stable. Given the
 * X_k bad requests of block k, the candidate's are a draw with chance q_k = n_c / (n_c + n_b) each (the conditional
 * test of two Poisson rates: Przyborowski and Wilenski, Biometrika 31, 1940). Blocks may have different splits:
 * by Hoeffding (Ann. Math. Stat. 27, 1956) their sum has no heavier upper tail than a binomial with the mean chance.
 * An outage that hits both tracks alike, even one that comes and goes, leaves this chance large.
 */
export function chanceNoWorse(blocks: readonly { candidate: Rate; stable: Rate }[]): number {
  let bad = 0;
  let candidateBad = 0;
  let expected = 0;
  for (const { candidate, stable } of blocks) {
    const requests = candidate.requests + stable.requests;
    if (requests <= 0) continue;
    bad += candidate.bad + stable.bad;
    candidateBad += candidate.bad;
    expected += (candidate.bad + stable.bad) * (candidate.requests / requests);
  }
  // A tail bound by the mean chance holds only above the mean; below it nothing is to be blamed anyway.
  if (bad <= 0 || candidateBad <= expected) return 1;
  return chanceOfAtLeast(candidateBad, bad, expected / bad);
}

/**
 * About how many requests it takes to tell, if they go on like those seen: the logarithm of a test's chance falls in
 * proportion to the requests. For "n of m requests"; at most 64 times those seen.
 */
export function requestsToDecide(finding: Pick<Finding, 'requests' | 'chance'>): number {
  const evidence = -Math.log(finding.chance ?? 1);
  const factor = evidence > 0 ? -Math.log(alpha) / evidence : 64;
  return Math.ceil(finding.requests * Math.min(64, Math.max(1.25, factor)));
}
