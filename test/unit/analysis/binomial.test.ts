import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceOfAtLeast, lnGamma } from '../../../src/analysis/binomial.ts';

/** The tail by adding up every term: slow, and right. */
function summed(successes: number, trials: number, p: number): number {
  let term = (1 - p) ** trials;
  let below = 0;
  for (let k = 0; k < successes; k++) {
    below += term;
    term *= ((trials - k) / (k + 1)) * (p / (1 - p));
  }
  return 1 - below;
}

describe('the logarithm of the gamma function', () => {
  it('is that of a factorial', () => {
    let factorial = 0;
    for (let n = 1; n <= 170; n++) {
      expect(Math.abs(lnGamma(n + 1) - (factorial + Math.log(n)))).toBeLessThan(1e-10);
      factorial += Math.log(n);
    }
    expect(lnGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
  });
});

describe('the chance of so many failures or more', () => {
  it('is exact for cases that can be worked out by hand', () => {
    expect(chanceOfAtLeast(4, 4, 0.01)).toBeCloseTo(1e-8, 18);
    expect(chanceOfAtLeast(1, 14, 0.01)).toBeCloseTo(1 - 0.99 ** 14, 12);
    expect(chanceOfAtLeast(5, 10, 0.5)).toBeCloseTo(638 / 1024, 12);
    expect(chanceOfAtLeast(0, 10, 0.3)).toBe(1);
    expect(chanceOfAtLeast(3, 2, 0.3)).toBe(0);
    expect(chanceOfAtLeast(1, 5, 0)).toBe(0);
  });

  it('agrees with the sum of all terms', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.001, max: 0.6, noNaN: true }),
        (trials, share, p) => {
          const successes = Math.round(share * trials);
          expect(chanceOfAtLeast(successes, trials, p)).toBeCloseTo(summed(successes, trials, p), 9);
        },
      ),
    );
  });

  it('holds for ten million requests, where it meets the normal distribution', () => {
    const trials = 1e7;
    const p = 0.01;
    const deviation = Math.sqrt(trials * p * (1 - p));
    expect(chanceOfAtLeast(trials * p, trials, p)).toBeCloseTo(0.5, 2);
    const far = chanceOfAtLeast(Math.ceil(trials * p + 3 * deviation), trials, p);
    expect(far / 0.0013499).toBeGreaterThan(0.97);
    expect(far / 0.0013499).toBeLessThan(1.03);
  });

  it('is a chance whatever it is asked, and falls with every failure', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (trials, share, p) => {
          const successes = Math.floor(share * trials);
          const chance = chanceOfAtLeast(successes, trials, p);
          expect(chance).toBeGreaterThanOrEqual(0);
          expect(chance).toBeLessThanOrEqual(1);
          expect(chanceOfAtLeast(successes + 1, trials, p)).toBeLessThanOrEqual(chance + 1e-9);
        },
      ),
    );
  });
});
