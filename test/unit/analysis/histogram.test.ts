import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addBuckets, quantile, slowerThan, totalOf } from '../../../src/analysis/histogram.ts';
import type { Bucket } from '../../../src/domain/verdict.ts';

const three: Bucket[] = [
  { le: 0.1, count: 50 },
  { le: 0.5, count: 90 },
  { le: null, count: 100 },
];

const histogram = fc
  .record({
    bounds: fc.uniqueArray(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 8 }),
    counts: fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 9, maxLength: 9 }),
  })
  .map(({ bounds, counts }): Bucket[] => {
    let count = 0;
    const finite = bounds
      .sort((a, b) => a - b)
      .map((le, at) => {
        count += counts[at] ?? 0;
        return { le: le / 10, count };
      });
    return [...finite, { le: null, count: count + (counts[8] ?? 0) }];
  });

describe('quantiles of a histogram', () => {
  it('are those of histogram_quantile', () => {
    expect(quantile(three, 0.25)).toBeCloseTo(0.05, 12);
    expect(quantile(three, 0.7)).toBeCloseTo(0.1 + 0.4 * (20 / 40), 12);
    expect(quantile(three, 0.99)).toBe(0.5);
    expect(quantile([], 0.5)).toBeNull();
    expect(quantile([{ le: null, count: 5 }], 0.5)).toBeNull();
    expect(
      quantile(
        [
          { le: 0.1, count: 0 },
          { le: null, count: 0 },
        ],
        0.5,
      ),
    ).toBeNull();
  });

  it('grow with q and stay within the bounds', () => {
    fc.assert(
      fc.property(
        histogram,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (buckets, p, q) => {
          const [low, high] = [quantile(buckets, Math.min(p, q)), quantile(buckets, Math.max(p, q))];
          if (low === null || high === null) {
            expect(totalOf(buckets)).toBe(0);
            return;
          }
          expect(low).toBeLessThanOrEqual(high);
          expect(high).toBeLessThanOrEqual(buckets.at(-2)?.le ?? 0);
        },
      ),
    );
  });
});

describe('sums of histograms', () => {
  it('add bucket by bucket', () => {
    expect(addBuckets(three, three).map(({ count }) => count)).toEqual([100, 180, 200]);
    expect(addBuckets([], three)).toEqual(three);
  });

  it('with different bounds never look faster than either was', () => {
    fc.assert(
      fc.property(histogram, histogram, fc.integer({ min: 1, max: 100 }), (a, b, tenths) => {
        const sum = addBuckets(a, b);
        expect(totalOf(sum)).toBe(totalOf(a) + totalOf(b));
        expect(slowerThan(sum, tenths / 10)).toBe(slowerThan(a, tenths / 10) + slowerThan(b, tenths / 10));
        for (const [at, bucket] of sum.entries()) expect(bucket.count).toBeGreaterThanOrEqual(sum[at - 1]?.count ?? 0);
      }),
    );
  });
});
