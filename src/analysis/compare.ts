import type { Figures } from '../domain/verdict.ts';
import { addRates, chanceNoWorse, exceeds, isWithin, type Judged, type Level, type Rate } from './rates.ts';

/**
 * A rate of the candidate against that of stable at the same time, and against a limit (ratio 0 to 1): good within the
 * limit, bad when it is over the limit and worse than stable, and else shared where stable is over the limit too.
 */
export function compare(
  blocks: readonly { candidate: Figures; stable: Figures }[],
  rateOf: (figures: Figures) => Rate,
  limit: number,
  minRequests: number,
  level: Level,
): Judged {
  const rates = blocks.map((block) => ({ candidate: rateOf(block.candidate), stable: rateOf(block.stable) }));
  const candidate = addRates(rates.map((rate) => rate.candidate));
  const stable = addRates(rates.map((rate) => rate.stable));
  const chance = chanceNoWorse(rates);
  if (chance <= level.worse && exceeds(candidate, limit, level.over)) return { state: 'bad', chance };
  if (candidate.requests < minRequests) return { state: 'unsure', chance };
  if (isWithin(candidate, limit)) return { state: 'good', chance };
  return { state: isWithin(stable, limit) ? 'unsure' : 'shared', chance };
}
