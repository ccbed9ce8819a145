import { performance } from 'node:perf_hooks';

const everyMs = 20;

/** How far this machine keeps up: a timer that is late was kept waiting by others' work, and so was every proxy here. */
export function startPulse() {
  const beats: { at: number; lateMs: number }[] = [];
  let due = performance.now() + everyMs;
  const timer = setInterval(() => {
    const now = performance.now();
    beats.push({ at: Date.now(), lateMs: Math.max(0, now - due) });
    due = now + everyMs;
  }, everyMs);
  timer.unref();
  return {
    /** Milliseconds of waiting between two moments (since the epoch). */
    late: (from: number, to: number) =>
      beats.filter(({ at }) => at >= from && at < to).reduce((sum, { lateMs }) => sum + lateMs, 0),
    stop: () => clearInterval(timer),
  };
}
