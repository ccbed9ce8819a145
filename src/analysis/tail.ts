import type { Bucket, Comparison, Figures, Sample } from '../domain/verdict.ts';
import { compare } from './compare.ts';
import { boundAtLeast, quantile, slowerThan, totalOf } from './histogram.ts';
import { isReady, secondsAt } from './quantiles.ts';
import { chanceNoWorse, chanceOver, isWithin, type Judged, type Rate } from './rates.ts';
import { readyBesideStable } from './ready-tail.ts';
import { addFigures, noFigures, pairedBlocks, sumSamples, type Totals } from './samples.ts';
import type { Question, SignalJudging } from './signals/signal.ts';

/** Below this chance of so few slow requests at its limit, a quantile is within it beyond doubt. */
const surelyWithin = 0.02;

/** Above this chance, a candidate that is no worse than stable would have as many slow requests. */
const alike = 0.2;

/** Half the width of the interval that holds stable's quantile but for one time in a hundred, in standard deviations. */
const deviations = 2.58;

/** Seconds: the limit that is judged, and the lowest that it could be as stable's quantile is known only so well. */
interface Limits {
  limit: number;
  least: number;
}

/**
 * How a high quantile of the durations is judged, whose limit is how many times stable's it may be. Without a stable to
 * compare with there is no limit: it is shown and never decides. Where a version has it ready and counts no buckets, it
 * is held against the limit over several looks.
 * @param slow the share of requests that may take longer (ratio 0 to 1): 0.01 for the 99th percentile
 * @param gone what is said where stable shows durations and a candidate that serves does not
 */
export function tailJudging(slow: number, gone: string): SignalJudging {
  return {
    judges: {
      baseline: (question, samples) => {
        const totals = sumSamples(samples);
        const { candidate, stable } = totals;
        const judge = isReady(candidate) || (stable && isReady(stable)) ? readyBesideStable : besideStable;
        return judge(slow, question, samples, shown(slow, totals));
      },
      threshold: (_question, samples) => shown(slow, sumSamples(samples)),
    },
    decidedBy: { baseline: true, threshold: false },
    isOver: (factor, { candidate, stable }) => {
      const base = stable && secondsAt(stable, 1 - slow);
      return base !== null && (secondsAt(candidate, 1 - slow) ?? 0) > base * factor;
    },
    fixedLimit: () => null,
    gone,
  };
}

/** The figures of both tracks without a judgment. */
function shown(slow: number, { candidate, stable }: Totals): Comparison {
  return {
    state: 'unsure',
    candidate: secondsAt(candidate, 1 - slow),
    stable: stable && secondsAt(stable, 1 - slow),
    limit: null,
    requests: requestsOf(candidate),
    stableRequests: stable ? requestsOf(stable) : 0,
    chance: null,
  };
}

/** On which the quantile rests. */
function requestsOf(figures: Figures): number {
  return isReady(figures) ? figures.requests : totalOf(figures.buckets);
}

/**
 * The candidate's quantile against stable's at the same time. A histogram tells exactly how many requests were slower
 * than one of its bounds, and only guesses in between: the limit is the next bound.
 * Bad: beyond doubt a larger share is slower than may be. Good: a smaller one is, and that is either beyond doubt, or
 * as with stable; so whatever ends up on the wrong side of the limit by chance is not called good on the way there.
 */
function besideStable(slow: number, question: Question, samples: readonly Sample[], unjudged: Comparison): Comparison {
  const { limit: factor, minRequests } = question;
  const blocks = pairedBlocks(samples);
  const stable = blocks.map((block) => block.stable).reduce(addFigures, noFigures);
  const candidate = blocks.map((block) => block.candidate).reduce(addFigures, noFigures);
  const base = quantile(stable.buckets, 1 - slow);
  // A high quantile of fewer requests is hardly more than their maximum: no yardstick.
  if (base === null || totalOf(stable.buckets) < Math.max(minRequests, 1 / slow)) return unjudged;
  const limits = limitsOf(slow, stable.buckets, candidate.buckets, base, factor);
  if (limits === null) return unjudged;
  const requests = totalOf(candidate.buckets);
  // Beside stable it served none, and since stable is gone it has: that is no candidate without durations.
  if (requests === 0 && unjudged.requests > 0) return unjudged;
  const paired = {
    ...unjudged,
    candidate: quantile(candidate.buckets, 1 - slow),
    stable: base,
    limit: limits.limit,
    requests,
    stableRequests: totalOf(stable.buckets),
  };
  // The first requests of cold pods are slow in any healthy version, and where stable has gone since they stay the only
  // ones that can be compared: no limit is held against them.
  if (requests > 0 && requests < minRequests) {
    return unjudged.requests < minRequests ? paired : { ...paired, limit: null };
  }
  return { ...paired, ...judged(slow, blocks, limits, question) };
}

function judged(
  slow: number,
  blocks: readonly { candidate: Figures; stable: Figures }[],
  { limit, least }: Limits,
  { minRequests, level }: Question,
): Judged {
  const found = compare(blocks, slowerRate(limit), slow, minRequests, level);
  if (found.state !== 'good') return found;
  const rates = blocks.map(({ candidate, stable }) => ({
    candidate: slowerRate(least)(candidate),
    stable: slowerRate(least)(stable),
  }));
  const own = slowerRate(least)(blocks.map((block) => block.candidate).reduce(addFigures, noFigures));
  const within = isWithin(own, slow) && chanceOver(own, slow) <= surelyWithin;
  return within || chanceNoWorse(rates) > alike ? found : { ...found, state: 'unsure' };
}

function slowerRate(seconds: number): (figures: Figures) => Rate {
  return ({ buckets }) => ({ bad: slowerThan(buckets, seconds), requests: totalOf(buckets) });
}

/** By the normal approximation of the binomial distribution of how many requests lie below the true quantile. */
function limitsOf(
  slow: number,
  stable: readonly Bucket[],
  candidate: readonly Bucket[],
  base: number,
  factor: number,
): Limits | null {
  const margin = deviations * Math.sqrt(((1 - slow) * slow) / totalOf(stable));
  const lowest = quantile(stable, Math.max(0, 1 - slow - margin)) ?? base;
  const limit = boundAtLeast(stable, candidate, base * factor);
  const least = boundAtLeast(stable, candidate, lowest * factor);
  return limit === null || least === null ? null : { limit, least };
}
