import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { liftOf, winnerOf } from '../../../src/analysis/lift.ts';
import type { Piece, Tally } from '../../../src/domain/goal.ts';
import { draw, generator } from './make.ts';

const tally = (visits: number, successes: number): Tally => ({ visits, successes });
const piece = (a: Tally, b: Tally): Piece => ({ a, b });

/** ln M − G at ln(factor) s, by adding up a million thin slices: what the interval is defined by. */
function byBruteForce({ a, b }: Piece, s: number): number {
  const height = (at: number) =>
    b.successes * at - (a.successes + b.successes) * Math.log(Math.exp(at) * b.visits + a.visits);
  const [reach, slices] = [8, 200_000];
  const width = (2 * reach) / slices;
  let sum = 0;
  for (let slice = 0; slice < slices; slice += 1) {
    const at = -reach + (slice + 0.5) * width;
    const weight = [0.05, 0.2, 0.8].reduce(
      (total, spread) => total + Math.exp((-at * at) / (2 * spread ** 2)) / (3 * spread * Math.sqrt(2 * Math.PI)),
      0,
    );
    sum += weight * Math.exp(height(at) - height(s)) * width;
  }
  return Math.log(sum);
}

interface Trial {
  /** Chance of a success in each visit of A, by the time of the test (0 to 1), and how many times that B has. */
  rate(at: number): number;
  factor: number;
  /** Visits of A and B in one look. */
  visits(at: number): [a: number, b: number];
}

const looks = 25;

/** What is seen after each look of one test. */
function play(random: () => number, { rate, factor, visits }: Trial): ReturnType<typeof liftOf>[] {
  const pieces = Array.from({ length: looks }, (_, look) => {
    const [a, b] = visits(look / looks);
    const chance = rate(look / looks);
    return piece(tally(a, draw(random, a, chance)), tally(b, draw(random, b, chance * factor)));
  });
  return pieces.map((_, look) => liftOf(pieces.slice(0, look + 1)));
}

function share(trials: number, trial: Trial, of: (seen: ReturnType<typeof liftOf>[]) => boolean): number {
  const random = generator(11);
  let count = 0;
  for (let one = 0; one < trials; one += 1) if (of(play(random, trial))) count += 1;
  return count / trials;
}

const equal: Trial = { rate: () => 0.1, factor: 1, visits: () => [300, 100] };

describe('how much better B is', () => {
  it.each([
    piece(tally(10_000, 500), tally(10_000, 600)),
    piece(tally(9000, 400), tally(1000, 80)),
    piece(tally(100, 5), tally(60, 1)),
  ])('lies where the mixture of likelihoods says: %j', (one) => {
    const { low, high } = liftOf([one]);
    expect(byBruteForce(one, Math.log(low))).toBeCloseTo(Math.log(20), 5);
    expect(byBruteForce(one, Math.log(high ?? 0))).toBeCloseTo(Math.log(20), 5);
  });

  it('makes no false winner in more than 5 % of the tests, though each is looked at all along', () => {
    const wrong = share(300, equal, (seen) => seen.some((lift) => winnerOf(lift) !== null));
    expect(wrong).toBeLessThanOrEqual(0.05);
  });

  it('takes no other time of the day, and no other split of the traffic, for an effect', () => {
    const uneven: Trial = {
      rate: (at) => (at < 0.5 ? 0.05 : 0.3),
      factor: 1,
      visits: (at) => (at < 0.5 ? [380, 20] : [200, 200]),
    };
    const wrong = share(150, uneven, (seen) => seen.some((lift) => winnerOf(lift) !== null));
    expect(wrong).toBeLessThanOrEqual(0.05);
  });

  it('holds the true factor at all looks of nearly all tests', () => {
    const better: Trial = { ...equal, factor: 1.4 };
    const missed = share(150, better, (seen) =>
      seen.some(({ low, high }) => low > 1.4 || (high !== null && high < 1.4)),
    );
    expect(missed).toBeLessThanOrEqual(0.05);
  });

  it('finds what is there, either way', () => {
    const found = (factor: number, winner: 'a' | 'b') =>
      share(50, { ...equal, factor }, (seen) => seen.some((lift) => winnerOf(lift) === winner));
    expect(found(1.8, 'b')).toBeGreaterThan(0.9);
    expect(found(0.5, 'a')).toBeGreaterThan(0.9);
  });

  it.each([
    ['nothing', []],
    ['visits alone', [piece(tally(1000, 0), tally(500, 0))]],
    ['one side alone', [piece(tally(0, 0), tally(500, 40)), piece(tally(900, 90), tally(0, 0))]],
  ])('is never told by %s', (_what, pieces) => {
    expect(liftOf(pieces)).toMatchObject({ low: 0, high: null });
    expect(winnerOf(liftOf(pieces))).toBeNull();
  });

  it('has an end on one side only where the other version has no success', () => {
    expect(liftOf([piece(tally(100, 0), tally(100, 5))])).toMatchObject({ factor: null, high: null });
    const none = liftOf([piece(tally(100, 5), tally(100, 0))]);
    expect(none).toMatchObject({ factor: 0, low: 0 });
    expect(none.high).toBeGreaterThan(1);
  });

  const tallies = fc
    .tuple(fc.integer({ min: 1, max: 100_000 }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([visits, part]) => tally(visits, Math.floor(visits * part)));
  const pieces = fc.array(fc.record({ a: tallies, b: tallies }), { minLength: 1, maxLength: 5 });

  it('is within its interval, which turns over with the versions', () => {
    fc.assert(
      fc.property(pieces, (all) => {
        const { low, high } = liftOf(all);
        const turned = liftOf(all.map(({ a, b }) => piece(b, a)));
        expect(low).toBeLessThanOrEqual(high ?? Number.POSITIVE_INFINITY);
        if (low > 0 && turned.high !== null) expect(low * turned.high).toBeCloseTo(1, 6);
        if (high !== null && turned.low > 0) expect(high * turned.low).toBeCloseTo(1, 6);
        const [one] = all;
        const alone = one && all.length === 1 ? liftOf(all) : null;
        if (alone?.factor) {
          expect(alone.low).toBeLessThanOrEqual(alone.factor * 1.000001);
          expect(alone.high ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(alone.factor * 0.999999);
        }
      }),
      { numRuns: 100 },
    );
  });
});
