import { whole } from '../analysis/by-flag.ts';
import { sumSamples } from '../analysis/index.ts';
import { noFigures } from '../analysis/samples.ts';
import type { Measured, Release } from '../domain/release.ts';
import type { Figures } from '../domain/verdict.ts';

type Both = Record<'candidate' | 'stable', Figures>;

/** One card asks for the sums of the same thousands of samples several times; the fold never changes an array. */
const known = new WeakMap<readonly Measured[], Both>();

/** Sums of one track over these measurements. The array must not be changed afterwards. */
export function totals(measured: readonly Measured[], track: 'candidate' | 'stable'): Figures {
  const both = known.get(measured) ?? sums(measured);
  known.set(measured, both);
  return both[track];
}

/** The flag whose requests with it on stand for the candidate; null where versions, or times, are compared. */
export function flagIn(measured: readonly Measured[]): string | null {
  return measured.findLast(({ sample }) => sample !== null)?.sample?.flag ?? null;
}

/**
 * Both sides of a comparison over the present window: the new version beside stable, or, where only a flag moves, the whole
 * service beside what it was before. Where requests with a flag on are told apart, they stand beside those with it off.
 */
export function sidesOf({ window, before, plan }: Pick<Release, 'window' | 'before' | 'plan'>): Both {
  if (flagIn(window) !== null) return { candidate: totals(window, 'candidate'), stable: totals(window, 'stable') };
  return {
    candidate: totals(window, 'candidate'),
    stable: plan.flag ? totals(before ?? none, 'candidate') : totals(window, 'stable'),
  };
}

const none: readonly Measured[] = [];

/** The same measurements as those of the whole service. The array must not be changed afterwards. */
export function ofService(measured: readonly Measured[]): Measured[] {
  return measured.map((one) => (one.sample?.flag === undefined ? one : { ...one, sample: whole(one.sample) }));
}

function sums(measured: readonly Measured[]): Both {
  const { candidate, stable } = sumSamples(measured.flatMap(({ sample }) => (sample ? [sample] : [])));
  return { candidate, stable: stable ?? noFigures };
}
