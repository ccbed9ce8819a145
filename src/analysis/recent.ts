import type { Sample, Stretch } from '../domain/verdict.ts';
import { alpha } from './rates.ts';
import { mergeSamples, oddity } from './samples.ts';

/**
 * The newest looks by themselves, those before in ever longer stretches: of each length (1, 2, 4, 8 … looks) there are
 * one or two, so an hour is remembered in a dozen. Where stretches cannot be added up, since only one of them has figures
 * of stable, what came before is forgotten: it is still in the whole. Its looks count on, since `lately` goes by how many
 * there were, or a stable that comes and goes would make each look one of the first.
 * @param recent the oldest first
 */
export function remember(recent: readonly Stretch[], sample: Sample): readonly Stretch[] {
  if (oddity(sample) !== null) return recent;
  const kept: Stretch[] = [...recent, { looks: 1, sample }];
  for (let at = kept.length - 3; at >= 0; at -= 2) {
    const [a, b, c] = kept.slice(at, at + 3);
    if (!a || !b || !c || a.looks !== c.looks) break;
    const both = mergeSamples(a.sample, b.sample);
    if (both) kept.splice(at, 2, { looks: a.looks + b.looks, sample: both });
    else kept.splice(0, at + 2, { looks: looksOf(kept.slice(0, at + 2)), sample: b.sample });
  }
  return kept;
}

function looksOf(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { looks }) => sum + looks, 0);
}

/** How unlikely something must be in one of `lately`'s stretches, for a candidate that is exactly on its limit. */
export interface Recent {
  /** The oldest first. */
  samples: Sample[];
  /** From the beginning of the first to the end of the last (ms). */
  spanMs: number;
  level: number;
}

/**
 * The most recent 1, 2, 4, 8 … looks (or a little more of each), without the longest stretch that is remembered: that is
 * the whole, or nearly. All of them in all looks of a bake, however many, are wrong no more often than `alpha.lately`:
 * of n looks, those from 2^j to 2^(j+1) share 1 / ((j + 1)(j + 2)) of it, which sums up to 1, and the stretches of
 * one look share its part evenly. That bound needs nothing but the sum of the chances (Bonferroni), so it does not
 * matter that they overlap.
 */
export function lately(recent: readonly Stretch[]): Recent[] {
  const octave = Math.floor(Math.log2(Math.max(1, looksOf(recent))));
  const share = alpha.lately / (2 ** octave * (octave + 1) * (octave + 2));
  const shorter = recent.slice(1);
  return shorter
    .map((_, at) => shorter.slice(shorter.length - 1 - at).map(({ sample }) => sample))
    .map((samples) => ({
      samples,
      spanMs: (samples.at(-1)?.to ?? 0) - (samples[0]?.from ?? 0),
      level: share / shorter.length,
    }));
}
