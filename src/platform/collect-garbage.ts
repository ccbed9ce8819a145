import { performance } from 'node:perf_hooks';

const lookEveryMs = 5000;
/** Of the time between two looks: a process that works more needs what it has, and nobody is to wait for this. */
const busy = 0.05;

/** What is looked at, and what is done; all replaceable by tests. */
export interface CollectParts {
  lookEveryMs: number;
  /** How much of the time since the last call the event loop has worked, 0 to 1. */
  used(): number;
  /** Collects all garbage and gives the memory back. */
  collect(): void;
}

/**
 * Half of the memory of a process that has just started is what starting has left: read files, compiled code, and
 * objects promoted from the young generation. Collects all of it once, when the process is first idle, and returns the
 * pages to the system. Without `node --expose-gc` it stays.
 * @returns ends the waiting for it
 */
export function collectGarbageOnce({ lookEveryMs: everyMs, used, collect }: CollectParts = systemParts()): () => void {
  const timer = setInterval(() => {
    if (used() > busy) return;
    clearInterval(timer);
    collect();
  }, everyMs).unref();
  return () => clearInterval(timer);
}

function systemParts(): CollectParts {
  let last = performance.eventLoopUtilization();
  return {
    lookEveryMs,
    used() {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, last);
      last = now;
      return utilization;
    },
    collect: () => void globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' }),
  };
}
