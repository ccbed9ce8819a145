import type { Comparison, Figures, Sample } from '../domain/verdict.ts';
import { compare } from './compare.ts';
import { againstLimit, isWithin, type Judged, type Rate, ratio } from './rates.ts';
import { pairedBlocks, sumSamples, type Totals } from './samples.ts';
import type { Question, SignalJudge, SignalJudging } from './signals/signal.ts';

type RateOf = (figures: Figures) => Rate;

/** How a signal is judged that is a share of the requests, held against a limit (ratio 0 to 1). */
export function shareJudging(rateOf: RateOf): SignalJudging {
  return {
    judges: { baseline: baseline(rateOf), threshold: threshold(rateOf) },
    decidedBy: { baseline: true, threshold: true },
    isOver: (limit, { candidate }) => !isWithin(rateOf(candidate), limit),
    fixedLimit: (limit) => limit,
    gone: null,
  };
}

/** The limit on the candidate alone. */
function threshold(rateOf: RateOf): SignalJudge {
  return ({ limit, minRequests, level }, samples) => {
    const totals = sumSamples(samples);
    const judged = againstLimit(rateOf(totals.candidate), limit, minRequests, level.worse);
    return { ...figuresIn(rateOf, totals, limit), ...judged };
  };
}

/**
 * The candidate against stable at the same time. Bad is what is both over the limit and worse than stable: an outage
 * that hits both is not held against the candidate, nor counts for it, and a candidate that is worse but within the limit
 * is tolerated. Stretches without stable figures, or with too few, are held against the limits alone, as the threshold
 * judge does.
 */
function baseline(rateOf: RateOf): SignalJudge {
  return (question, samples) => {
    const { limit } = question;
    const totals = sumSamples(samples);
    const judged = besideStable(rateOf, question, samples, totals);
    // Beside stable it was within the limit, and by itself a little over it.
    const over = judged.state === 'good' && !isWithin(rateOf(totals.candidate), limit);
    return { ...figuresIn(rateOf, totals, limit), ...judged, ...(over ? { state: 'unsure' } : {}) };
  };
}

function figuresIn(rateOf: RateOf, { candidate, stable }: Totals, limit: number): Omit<Comparison, keyof Judged> {
  const own = rateOf(candidate);
  const theirs = stable && rateOf(stable);
  return {
    candidate: ratio(own),
    stable: theirs && ratio(theirs),
    limit,
    requests: own.requests,
    stableRequests: theirs?.requests ?? 0,
  };
}

function besideStable(
  rateOf: RateOf,
  { limit, minRequests, level }: Question,
  samples: readonly Sample[],
  { candidate, stable }: Totals,
): Judged {
  const beyond = Math.min(level.worse, level.over);
  const alone = againstLimit(rateOf(candidate), limit, minRequests, beyond);
  if (!stable) return alone;
  const unpaired = sumSamples(samples.filter((sample) => !sample.stable)).candidate;
  const apart = againstLimit(rateOf(unpaired), limit, minRequests, beyond);
  if (apart.state === 'bad') return apart;
  const blocks = pairedBlocks(samples);
  const open = blocks.at(-1);
  if (open?.stable.requests === 0 && open.candidate.requests >= minRequests) {
    // Stable has pods and no traffic: there is no yardstick for this stretch, and it is long enough to matter.
    const unmatched = againstLimit(rateOf(open.candidate), limit, minRequests, beyond);
    if (unmatched.state === 'bad') return unmatched;
  }
  const together = blocks.reduce((sum, block) => sum + block.candidate.requests, 0);
  const enough = stable.requests >= minRequests && together >= minRequests;
  // Few requests of stable, or few of the candidate beside it (a rolling update is soon over), all within the limit, are
  // no sign of a shared outage: what the candidate did since counts by itself. So it does where it has been well since.
  if (!enough && (isWithin(rateOf(stable), limit) || apart.state === 'good')) return alone;
  return compare(blocks, rateOf, limit, minRequests, level);
}
