import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../sandbox/workloads/prng.ts';
import type { Verdict } from '../../../src/domain/verdict.ts';
import { entry, figures, judge, measured, settings } from './make.ts';

const held = (verdict: Verdict) => {
  if (verdict.kind !== 'inconclusive') throw new Error(`${verdict.kind} instead of inconclusive`);
  return verdict;
};

/** The requests of the candidate by which it is told that its errors are over the limit; stable has nine times as many. */
function toldAfter(seed: number, ratio: number): number {
  const random = createRandom(seed);
  const step = 250;
  let [requests, errors, stableErrors] = [0, 0, 0];
  while (requests < 100_000) {
    requests += step;
    errors += random.poisson(step * ratio);
    stableErrors += random.poisson(9 * step * 0.001);
    const verdict = judge(settings, [], measured(figures(requests, errors), figures(9 * requests, stableErrors)), [
      'errors',
    ]);
    if (verdict.kind === 'unhealthy') return requests;
  }
  return Number.POSITIVE_INFINITY;
}

describe('what a hold needs', () => {
  it.each([0.013, 0.015, 0.02])('comes true within a factor of three, for errors of %d', (ratio) => {
    const seen = 300;
    const { wanted, attainable } = held(
      judge(settings, [], measured(figures(seen, seen * ratio), figures(9 * seen, 2.7)), ['errors']),
    );
    expect(attainable).toBe(true);
    const told = Array.from({ length: 21 }, (_, seed) => toldAfter(seed, ratio)).sort((a, b) => a - b);
    const median = told[10] ?? 0;
    expect(wanted).toBeGreaterThan(median / 3);
    expect(wanted).toBeLessThan(median * 3);
  });

  it('is more for a figure that is nearer to its limit, and out of reach where it is all but there', () => {
    const at = (errors: number) =>
      held(judge(settings, [], measured(figures(1000, errors), figures(9000, 9)), ['errors']));
    expect(at(12).wanted).toBeGreaterThan(3 * at(15).wanted);
    expect(at(12)).toMatchObject({
      close: { metric: 'errors' },
      detail: 'the error rate is too close to the limit to tell',
    });
    expect(held(judge(settings, [], measured(figures(1000, 10.1), figures(9000, 9)), ['errors'])).attainable).toBe(
      false,
    );
  });

  it('is the least number of requests where there are too few of them', () => {
    const verdict = held(
      judge(settings, [entry(figures(20), figures(200))], measured(figures(20), figures(200)), ['errors']),
    );
    expect(verdict).toMatchObject({ seen: 40, wanted: 100 });
    expect(verdict.close).toBeUndefined();
  });

  it('is said of a p99 that is too close to its limit', () => {
    const verdict = held(judge(settings, [], measured(figures(1000, 0, 13), figures(9000, 0, 9)), ['errors', 'p99']));
    expect(verdict).toMatchObject({ close: { metric: 'p99', limit: 0.25 }, attainable: true });
    expect(verdict.wanted).toBeGreaterThan(2000);
  });
});
