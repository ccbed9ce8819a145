import { describe, expect, it } from 'vitest';
import { type SharedClock, startSharedClock } from '../../../src/platform/clock.ts';
import { type Log, silentLog } from '../../../src/platform/log.ts';

const hour = 3_600_000;

/** A machine whose clocks move only when told. */
async function machine(start: { wall?: number; reference?: number } = {}) {
  const real = Date.UTC(2026, 10, 20);
  const time = { wall: real + (start.wall ?? 0), reference: real + (start.reference ?? 0), monotonic: 5 };
  const said: string[] = [];
  const log = { ...silentLog, warn: (_: object, text: string) => said.push(text) } as unknown as Log;
  let away = false;
  const sources = {
    wall: () => time.wall,
    monotonic: () => time.monotonic,
    reference: async () => {
      if (away) throw new Error('no answer');
      return time.reference;
    },
  };
  const clock = await startSharedClock(sources, log);
  clock.stop();
  return {
    clock,
    said,
    time,
    real,
    away: (now: boolean) => {
      away = now;
    },
    /** Lets time pass as it should; with a check every 5 s, as in life. */
    async pass(ms: number) {
      for (let left = ms; left > 0; left -= 5000) {
        const step = Math.min(5000, left);
        time.wall += step;
        time.reference += step;
        time.monotonic += step;
        await clock.check();
      }
    },
  };
}

/** How much time passes by the clock while so much really passes. */
async function elapsed(clock: SharedClock, pass: () => Promise<void>): Promise<number> {
  const before = clock.now();
  await pass();
  return clock.now() - before;
}

describe('the clock that all processes share', () => {
  it('begins with the time of the reference, whatever this machine thinks', async () => {
    const { clock, real } = await machine({ wall: hour });
    expect(clock.now()).toBe(real);
  });

  it('is this machine’s own where the two agree', async () => {
    const { clock, real } = await machine({ wall: 300 });
    expect(clock.now()).toBe(real + 300);
  });

  it.each([hour, -hour])('does not notice that this machine’s clock jumps by %d ms', async (jump) => {
    const { clock, time, pass, said } = await machine();
    time.wall += jump;
    expect(await elapsed(clock, () => pass(60_000))).toBe(60_000);
    expect(said).toEqual([]);
  });

  it.each([hour, -hour])('follows a jump of the reference by %d ms slowly, and says so once', async (jump) => {
    const { clock, time, pass, said } = await machine();
    time.wall += jump;
    time.reference += jump;
    const passed = await elapsed(clock, () => pass(60_000));
    expect(passed).toBeGreaterThanOrEqual(54_000 - 1);
    expect(passed).toBeLessThanOrEqual(66_000 + 1);
    expect(said).toHaveLength(1);
    await pass(11 * hour);
    expect(Math.abs(clock.now() - time.reference)).toBeLessThanOrEqual(1000);
  });

  it('takes over what can be drift, and never goes back', async () => {
    const { clock, time } = await machine();
    const before = clock.now();
    time.reference -= 1500;
    time.wall -= 1500;
    await clock.check();
    expect(clock.now()).toBe(before);
    time.monotonic += 2000;
    expect(clock.now()).toBe(before + 500);
  });

  it('goes on by itself while the reference does not answer', async () => {
    const { clock, away, pass } = await machine();
    away(true);
    expect(await elapsed(clock, () => pass(20_000))).toBe(20_000);
  });
});
