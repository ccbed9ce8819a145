import { sumSamples } from '../analysis/index.ts';
import { noFigures } from '../analysis/samples.ts';
import type { Measured } from '../domain/release.ts';
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

function sums(measured: readonly Measured[]): Both {
  const { candidate, stable } = sumSamples(measured.flatMap(({ sample }) => (sample ? [sample] : [])));
  return { candidate, stable: stable ?? noFigures };
}
