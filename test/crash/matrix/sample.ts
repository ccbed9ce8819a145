import { createHash, randomInt } from 'node:crypto';

/**
 * SLUICE_CRASH=all tries every point, a number each so many-th. Which ones is a matter of SLUICE_CRASH_SEED, by default
 * another one with each run, so that all of them get their turn.
 */
const { SLUICE_CRASH: wanted = '20', SLUICE_CRASH_SEED: given } = process.env;

const stride = wanted === 'all' ? 1 : Number(wanted);
if (!Number.isInteger(stride) || stride < 1)
  throw new Error(`SLUICE_CRASH is "all" or a number of 1 or more, not '${wanted}'`);

/** A quick look tries every second story, in one of the layouts, with one of its processes dying, and fewer points of a row that has few. */
const isQuick = stride > 20;
const fewest = isQuick ? 1 : 4;

const seed = given ?? String(randomInt(1_000_000));
console.log(`crash points: every ${stride}., seed ${seed} (SLUICE_CRASH=${wanted} SLUICE_CRASH_SEED=${seed})`);

/** Which stories are tried: others with each seed, so that all get their turn. */
export function storiesOf<S extends { name: string }>(all: readonly S[]): S[] {
  if (!isQuick) return [...all];
  const drawn = [...all].sort((a, b) => chance(`${a.name} is tried`) - chance(`${b.name} is tried`));
  return drawn.slice(0, Math.ceil(all.length / 2));
}

/** Both roles in one process, or each in a process of its own. */
export type Layout = 'together' | 'apart';

export function layoutsOf(story: string): Layout[] {
  if (!isQuick) return ['together', 'apart'];
  return chance(story) % 2 === 0 ? ['together'] : ['apart'];
}

/** Which of a layout's processes die, each in runs of its own. */
export function victimsOf<V>(story: string, all: readonly [V, ...V[]]): readonly [V, ...V[]] {
  return isQuick ? [all[chance(`${story} dies`) % all.length] ?? all[0]] : all;
}

/** Of these many points of a row of the matrix, those that are tried: never fewer than a few. */
export function sampleOf(row: string, points: number): number[] {
  const every = Math.min(stride, Math.ceil(points / fewest));
  const offset = chance(row) % every;
  return Array.from({ length: points }, (_, n) => n).filter((n) => n % every === offset);
}

/** A whole number, the same for the same row and seed. */
function chance(row: string): number {
  return createHash('sha256').update(`${seed} ${row}`).digest().readUInt32BE(0);
}
