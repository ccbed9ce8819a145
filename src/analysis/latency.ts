import type { AnalysisSettings } from '../domain/target.ts';
import type { Bucket, Figures, Finding, Sample } from '../domain/verdict.ts';
import { compare } from './compare.ts';
import { boundAtLeast, quantile, slowerThan, totalOf } from './histogram.ts';
import { chanceNoWorse, chanceOver, isWithin, type Level, type Rate } from './rates.ts';
import { addFigures, noFigures, pairedBlocks } from './samples.ts';
import { shownLatency } from './threshold.ts';

/** The candidate's p99 is above L when more than this share of its requests is slower than L. */
const slowShare = 0.01;

/** A 99th percentile of fewer requests is hardly more than their maximum: no yardstick. */
const tailRequests = 100;

/** Below this chance of so few slow requests at its limit, a p99 is within it beyond doubt. */
const surelyWithin = 0.02;

/** Above this chance, a candidate that is no worse than stable would have as many slow requests. */
const alike = 0.2;

/** Half the width of the interval that holds stable's p99 but for one time in a hundred, in standard deviations. */
const deviations = 2.58;

/** Seconds: the limit that is judged, and the lowest that it could be as stable's p99 is known only so well. */
interface Limits {
  limit: number;
  least: number;
}

/**
 * The candidate's p99 against `maxLatencyFactor` times that of stable at the same time. A histogram tells exactly how
 * many requests were slower than one of its bounds, and only guesses in between: the limit is the next bound.
 * Bad: beyond doubt more than one request in a hundred is slower. Good: fewer are, and that is either beyond doubt, or
 * as with stable; so whatever ends up on the wrong side of the limit by chance is not called good on the way there.
 */
export function judgeLatency(settings: AnalysisSettings, samples: readonly Sample[], level: Level): Finding {
  const shown = shownLatency(samples);
  const blocks = pairedBlocks(samples);
  const stable = blocks.map((block) => block.stable).reduce(addFigures, noFigures);
  const candidate = blocks.map((block) => block.candidate).reduce(addFigures, noFigures);
  const base = quantile(stable.buckets, 0.99);
  if (base === null || totalOf(stable.buckets) < Math.max(settings.minRequests, tailRequests)) return shown;
  const limits = limitsOf(stable.buckets, candidate.buckets, base, settings.maxLatencyFactor);
  if (limits === null) return shown;
  const requests = totalOf(candidate.buckets);
  const paired = {
    ...shown,
    candidate: quantile(candidate.buckets, 0.99),
    stable: base,
    limit: limits.limit,
    requests,
    stableRequests: totalOf(stable.buckets),
  };
  // The first requests of cold pods are slow in any healthy version, and where stable has gone since they stay the only
  // ones that can be compared: no limit is held against them.
  if (requests > 0 && requests < settings.minRequests) {
    return shown.requests < settings.minRequests ? paired : { ...paired, limit: null };
  }
  return { ...paired, ...judged(blocks, limits, settings.minRequests, level) };
}

function judged(
  blocks: readonly { candidate: Figures; stable: Figures }[],
  { limit, least }: Limits,
  minRequests: number,
  level: Level,
): Pick<Finding, 'state' | 'chance'> {
  const found = compare(blocks, slowerRate(limit), slowShare, minRequests, level);
  if (found.state !== 'good') return found;
  const rates = blocks.map(({ candidate, stable }) => ({
    candidate: slowerRate(least)(candidate),
    stable: slowerRate(least)(stable),
  }));
  const slow = slowerRate(least)(blocks.map((block) => block.candidate).reduce(addFigures, noFigures));
  const within = isWithin(slow, slowShare) && chanceOver(slow, slowShare) <= surelyWithin;
  return within || chanceNoWorse(rates) > alike ? found : { ...found, state: 'unsure' };
}

function slowerRate(seconds: number): (figures: Figures) => Rate {
  return ({ buckets }) => ({ bad: slowerThan(buckets, seconds), requests: totalOf(buckets) });
}

/** By the normal approximation of the binomial distribution of how many requests lie below the true p99. */
function limitsOf(stable: readonly Bucket[], candidate: readonly Bucket[], base: number, factor: number) {
  const margin = deviations * Math.sqrt((0.99 * 0.01) / totalOf(stable));
  const lowest = quantile(stable, Math.max(0, 0.99 - margin)) ?? base;
  const limit = boundAtLeast(stable, candidate, base * factor);
  const least = boundAtLeast(stable, candidate, lowest * factor);
  return limit === null || least === null ? null : { limit, least };
}
