import { performance } from 'node:perf_hooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { collectGarbageOnce } from '../../../src/platform/collect-garbage.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Looks every second at a loop that was used this much. */
function begun(...uses: number[]) {
  const collect = vi.fn();
  return { collect, stop: collectGarbageOnce({ lookEveryMs: 1000, used: () => uses.shift() ?? 1, collect }) };
}

describe('what starting has left', () => {
  it('is given back at the first calm moment, once', () => {
    const { collect } = begun(0.9, 0.06, 0.05, 0, 0);
    vi.advanceTimersByTime(2000);
    expect(collect).not.toHaveBeenCalled();
    vi.advanceTimersByTime(10_000);
    expect(collect).toHaveBeenCalledTimes(1);
  });

  it('is kept where the process stops before', () => {
    const { collect, stop } = begun(0);
    stop();
    vi.advanceTimersByTime(10_000);
    expect(collect).not.toHaveBeenCalled();
  });

  it('is given back by the engine, where it lets itself be told', () => {
    const gc = vi.fn();
    vi.stubGlobal('gc', gc);
    const used = vi.spyOn(performance, 'eventLoopUtilization').mockReturnValue({ utilization: 0, idle: 1, active: 0 });
    collectGarbageOnce();
    vi.advanceTimersByTime(5000);
    expect(gc).toHaveBeenCalledExactlyOnceWith({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    vi.stubGlobal('gc', undefined);
    collectGarbageOnce();
    vi.advanceTimersByTime(5000);
    vi.unstubAllGlobals();
    used.mockRestore();
  });
});
