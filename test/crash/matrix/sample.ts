import { createHash, randomInt } from 'node:crypto';

/**
 * SLUICE_CRASH=all tries every point, a number each so many-th. Which ones is a matter of SLUICE_CRASH_SEED, by default
 * another one with each run, so that all of them get their turn.
 */
const { SLUICE_CRASH: wanted = '20', SLUICE_CRASH_SEED: given } = process.env;

const stride = wanted === 'all' ? 1 : Number(wanted);
if (!Number.isInteger(stride) || stride < 1)
  throw new Error(`SLUICE_CRASH is "all" or a number of 1 or more, not '${wanted}'`);

/** A row with few points is tried in more of them. */
const fewest = 4;

const seed = given ?? String(randomInt(1_000_000));
console.log(`crash points: every ${stride}., seed ${seed} (SLUICE_CRASH=${wanted} SLUICE_CRASH_SEED=${seed})`);

/** Of these many points of a row of the matrix, those that are tried: never fewer than a few. */
export function sampleOf(row: string, points: number): number[] {
  const every = Math.min(stride, Math.ceil(points / fewest));
  const offset = createHash('sha256').update(`${seed} ${row}`).digest().readUInt32BE(0) % every;
  return Array.from({ length: points }, (_, n) => n).filter((n) => n % every === offset);
}
