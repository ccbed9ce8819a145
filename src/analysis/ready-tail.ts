import type { Comparison, Sample } from '../domain/verdict.ts';
import { quantileIn } from './quantiles.ts';
import { addFigures, noFigures, pairedBlocks } from './samples.ts';
import type { Question } from './signals/signal.ts';

/**
 * A high quantile that a source has ready (a summary, a query that yields seconds) against stable's at the same time. How many
 * requests were slower than the limit is not known, so no single figure says anything beyond doubt: 101 slow requests of
 * 10,000 and all 10,000 of them show a p99 over it alike. What says something is that it lasts.
 *
 * Bad: at each look, and on each pod, the candidate was above the limit by the largest figure of stable; where the candidate
 * is exactly on its limit, a look is above it one time in two, so all of n looks are with a chance of 0.5^n, and that
 * must be below the level (11 looks, for all that was seen since the traffic last changed). Windows of a source overlap from look
 * to look, so this is how long it must last and no exact chance.
 * Good: on the average of the looks, weighted by their requests, it is within the limit. All else is too close to tell.
 * @param slow the share of requests that may take longer (ratio 0 to 1)
 * @param unjudged the figures of both tracks, without a judgment
 */
export function readyBesideStable(
  slow: number,
  { limit: factor, minRequests, level }: Question,
  samples: readonly Sample[],
  unjudged: Comparison,
): Comparison {
  const blocks = pairedBlocks(samples);
  const candidate = blocks.map((block) => block.candidate).reduce(addFigures, noFigures);
  const stable = blocks.map((block) => block.stable).reduce(addFigures, noFigures);
  const own = quantileIn(candidate, 1 - slow);
  const theirs = quantileIn(stable, 1 - slow);
  // A high quantile of fewer requests is hardly more than their maximum: no yardstick.
  if (theirs === null || stable.requests < Math.max(minRequests, 1 / slow)) return unjudged;
  const limit = factor * theirs.seconds;
  const requests = own ? candidate.requests : 0;
  const stableRequests = stable.requests;
  const paired = {
    ...unjudged,
    candidate: own?.seconds ?? null,
    stable: theirs.seconds,
    limit,
    requests,
    stableRequests,
  };
  if (own === null) return paired;
  // As for buckets: the first requests of cold pods are slow in any healthy version.
  if (requests < minRequests) return unjudged.requests < minRequests ? paired : { ...paired, limit: null };
  const chance = own.least > factor * theirs.most ? 0.5 ** Math.min(own.looks, theirs.looks) : 1;
  if (chance < 1 && chance <= level.worse) return { ...paired, state: 'bad', chance };
  return { ...paired, state: own.seconds <= limit ? 'good' : 'unsure', chance };
}
