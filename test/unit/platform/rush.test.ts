import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRush } from '../../../src/platform/rush.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Whether it is calm by now. */
async function isCalm(rush: ReturnType<typeof createRush>): Promise<boolean> {
  let calm = false;
  void rush.calm().then(() => {
    calm = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  return calm;
}

describe('a rush', () => {
  it('lasts until the last of those that go back has written', async () => {
    const rush = createRush();
    expect(await isCalm(rush)).toBe(true);
    rush.begins('r1');
    rush.begins('r2');
    rush.ends('r1');
    expect(await isCalm(rush)).toBe(false);
    const calm = rush.calm();
    rush.ends('r2');
    await expect(calm).resolves.toBeUndefined();
    expect(await isCalm(rush)).toBe(true);
  });

  it('keeps nobody waiting for more than a second, whatever goes back meanwhile', async () => {
    const rush = createRush();
    rush.begins('r1');
    const calm = rush.calm();
    await vi.advanceTimersByTimeAsync(600);
    rush.begins('r2');
    await vi.advanceTimersByTimeAsync(400);
    await expect(calm).resolves.toBeUndefined();
    expect(await isCalm(rush)).toBe(false);
  });

  it('lasts as long as work that is urgent, also where it fails', async () => {
    const rush = createRush();
    const work = Promise.withResolvers<string>();
    const done = rush.during(() => work.promise);
    expect(await isCalm(rush)).toBe(false);
    work.reject(new Error('broken'));
    await expect(done).rejects.toThrow('broken');
    expect(await isCalm(rush)).toBe(true);
  });

  it('forgets a release whose write does not come', async () => {
    const rush = createRush();
    rush.begins('r1');
    await vi.advanceTimersByTimeAsync(1000);
    expect(await isCalm(rush)).toBe(true);
  });
});
