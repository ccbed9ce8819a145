import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seriesId } from '../../../src/providers/metrics/series-id.ts';

const labels = fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), fc.string({ minLength: 1, maxLength: 12 }), {
  maxKeys: 6,
});

describe('the short name of a series', () => {
  it('does not depend on the order of its labels, nor on labels that are empty', () => {
    fc.assert(
      fc.property(labels, (one) => {
        const turned = Object.fromEntries(Object.entries(one).reverse());
        expect(seriesId({ ...turned, none: '' })).toBe(seriesId({ ...one, none: '' }));
      }),
    );
  });

  it('leaves one label out', () => {
    expect(seriesId({ a: '1', le: '5' }, 'le')).toBe(seriesId({ a: '1' }));
  });

  it('differs for all series of a large page', () => {
    const ids = new Set<string>();
    for (let route = 0; route < 400; route += 1) {
      for (const code of ['200', '404', '500', '503']) {
        for (let pod = 0; pod < 25; pod += 1) ids.add(seriesId({ code, route: `/r/${route}`, pod: `p-${pod}` }));
      }
    }
    expect(ids.size).toBe(400 * 4 * 25);
    expect(seriesId({ a: 'b', c: 'd' })).not.toBe(seriesId({ a: 'd', c: 'b' }));
    expect(seriesId({ ab: 'c' })).not.toBe(seriesId({ a: 'bc' }));
  });
});
