import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { environmentOf, isWithin, placeIn, placeNamed } from '../../../src/domain/place.ts';

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);

describe('the name of a place', () => {
  it('says of which environment it is, and which of them', () => {
    fc.assert(
      fc.property(name, name, (environment, place) => {
        const named = placeNamed(environment, place);
        expect(environmentOf(named)).toBe(environment);
        expect(placeIn(named)).toBe(place);
        expect(environmentOf(environment)).toBe(environment);
        expect(placeIn(environment)).toBeNull();
      }),
    );
  });

  it('is within its environment and within itself, and within nothing else', () => {
    expect(isWithin('production/eu', 'production')).toBe(true);
    expect(isWithin('production/eu', 'production/eu')).toBe(true);
    expect(isWithin('production', 'production')).toBe(true);
    expect(isWithin('production/eu', 'production/us')).toBe(false);
    expect(isWithin('production', 'production/eu')).toBe(false);
    expect(isWithin('production-2/eu', 'production')).toBe(false);
  });
});
