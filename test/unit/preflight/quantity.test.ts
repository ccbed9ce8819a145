import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantity, quantityText } from '../../../src/preflight/quantity.ts';

describe('quantities', () => {
  it.each([
    ['250m', 0.25],
    ['1', 1],
    ['1.5Gi', 1.5 * 2 ** 30],
    ['128974848', 128974848],
    ['129e6', 129e6],
    ['129M', 129e6],
    ['1k', 1000],
    ['1E', 1e18],
    [2, 2],
    ['', null],
    ['1Q', null],
    ['many', null],
  ])('%s is %d', (text, value) => expect(quantity(text)).toBe(value));

  it('are read as they are written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (milli) => {
        expect(quantity(`${milli}m`)).toBeCloseTo(milli / 1000, 9);
        expect(quantity(quantityText(milli / 1000, 'requests.cpu'))).toBeCloseTo(milli / 1000, 6);
      }),
    );
  });
});
