import { describe, expect, it } from 'vitest';
import { createCrowd } from '../../../jobs/crowd.ts';

/** A crowd of which so many wait at each look; time passes only while somebody sleeps. */
function crowdOf(waiting: (look: number) => number) {
  let [now, looks] = [10_000, 0];
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
  };
  const crowd = createCrowd(clock, async () => waiting(looks++));
  return { crowd, seen: () => ({ looks, ms: now - 10_000 }) };
}

describe('a crowd that asks', () => {
  it('keeps nobody who asks alone', async () => {
    const { crowd, seen } = crowdOf(() => 0);
    await crowd.passed(10_000);
    expect(seen()).toEqual({ looks: 1, ms: 0 });
  });

  it('is let in before anything is answered', async () => {
    const counts = [40, 300, 490, 490];
    const { crowd, seen } = crowdOf((look) => counts[look] ?? 0);
    await crowd.passed(10_000);
    expect(seen()).toEqual({ looks: 4, ms: 600 });
  });

  it('that has no end keeps those who asked for a second', async () => {
    const { crowd, seen } = crowdOf((look) => look + 1);
    await crowd.passed(10_000);
    expect(seen().ms).toBe(1000);
    await crowd.passed(10_000);
    expect(seen().ms).toBe(1000);
  });

  it('keeps no ask that is old, or does not say its time', async () => {
    const { crowd, seen } = crowdOf((look) => look + 1);
    await Promise.all([crowd.passed(9000), crowd.passed(undefined)]);
    expect(seen()).toEqual({ looks: 0, ms: 0 });
  });

  it('is looked at once for all who wait for it', async () => {
    const { crowd, seen } = crowdOf(() => 5);
    await Promise.all([crowd.passed(10_000), crowd.passed(9900), crowd.passed(10_000)]);
    expect(seen()).toEqual({ looks: 2, ms: 200 });
  });

  it('keeps nobody where it cannot be counted', async () => {
    const { crowd, seen } = crowdOf(() => {
      throw new Error('Redis is away');
    });
    await crowd.passed(10_000);
    expect(seen()).toEqual({ looks: 1, ms: 0 });
  });
});
