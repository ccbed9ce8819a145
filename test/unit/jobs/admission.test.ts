import { describe, expect, it } from 'vitest';
import { createAdmission } from '../../../jobs/admission.ts';

/** A crowd of which so many wait at each look; time passes only while somebody sleeps. */
function burstOf(waiting: (look: number) => number) {
  let [now, looks] = [10_000, 0];
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
  };
  const admission = createAdmission(clock, async () => waiting(looks++));
  return { admission, seen: () => ({ looks, ms: now - 10_000 }) };
}

describe('a crowd that asks', () => {
  it('keeps nobody who asks alone', async () => {
    const { admission, seen } = burstOf(() => 0);
    await admission.passed(10_000);
    expect(seen()).toEqual({ looks: 1, ms: 0 });
  });

  it('is let in before anything is answered', async () => {
    const counts = [40, 300, 490, 490];
    const { admission, seen } = burstOf((look) => counts[look] ?? 0);
    await admission.passed(10_000);
    expect(seen()).toEqual({ looks: 4, ms: 600 });
  });

  it('that has no end keeps those who asked for a second', async () => {
    const { admission, seen } = burstOf((look) => look + 1);
    await admission.passed(10_000);
    expect(seen().ms).toBe(1000);
    await admission.passed(10_000);
    expect(seen().ms).toBe(1000);
  });

  it('keeps no request that is old, or does not say its time', async () => {
    const { admission, seen } = burstOf((look) => look + 1);
    await Promise.all([admission.passed(9000), admission.passed(undefined)]);
    expect(seen()).toEqual({ looks: 0, ms: 0 });
  });

  it('is looked at once for all who wait for it', async () => {
    const { admission, seen } = burstOf(() => 5);
    await Promise.all([admission.passed(10_000), admission.passed(9900), admission.passed(10_000)]);
    expect(seen()).toEqual({ looks: 2, ms: 200 });
  });

  it('keeps nobody where it cannot be counted', async () => {
    const { admission, seen } = burstOf(() => {
      throw new Error('Redis is away');
    });
    await admission.passed(10_000);
    expect(seen()).toEqual({ looks: 1, ms: 0 });
  });
});
