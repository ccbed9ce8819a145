import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keptShare, lentShare } from '../../../src/steps/kept-share.ts';

describe('the share that is kept', () => {
  const standing = fc.record({
    share: fc.integer({ min: 0, max: 100 }),
    ready: fc.integer({ min: 0, max: 50 }),
    planned: fc.integer({ min: 0, max: 50 }),
    complete: fc.boolean(),
  });

  it.each([keptShare, lentShare])('is between none and what it was', (rule) => {
    fc.assert(
      fc.property(standing, (each) => {
        expect(rule(each)).toBeGreaterThanOrEqual(0);
        expect(rule(each)).toBeLessThanOrEqual(each.share);
        if (each.ready > 0 && each.complete) expect(rule(each)).toBe(0);
        if (each.ready === 0) expect(rule(each)).toBe(each.share);
      }),
    );
  });
});
