import { describe, expect, it } from 'vitest';
import { retryPause } from '../../../src/engine/pace.ts';

const pause = (forMs: number, retryAfterMs: number | null = null, random = 1) =>
  retryPause({ forMs, retryAfterMs, random });

describe('the pause before a step is tried again', () => {
  it('grows with the time that the step has failed, up to five seconds', () => {
    expect([0, 2000, 6000, 60_000, 86_400_000].map((forMs) => pause(forMs))).toEqual([500, 1000, 3000, 5000, 5000]);
  });

  it('differs by chance, so that what failed together does not come back together', () => {
    expect(pause(60_000, null, 0)).toBe(2500);
    expect(pause(0, null, 0)).toBe(250);
  });

  it('is as long as the server asks for, and not for ever', () => {
    expect(pause(0, 7000, 0)).toBe(7000);
    expect(pause(0, 3_600_000, 1)).toBe(33_000);
  });

  it('is never negative, whatever the clock says', () => {
    expect(pause(-3_600_000, null, 0)).toBe(250);
  });
});
