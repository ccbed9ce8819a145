import { performance } from 'node:perf_hooks';

const lookEveryMs = 5000;
/** Of the time between two looks: a process that works more needs what it has, and nobody is to wait for this. */
const busy = 0.05;

/** What is looked at, and what is done; all replaceable by tests. */
export interface GiveBackParts {
  lookEveryMs: number;
  /** How much of the time since the last call the event loop has worked, 0 to 1. */
  used(): number;
  /** Collects all garbage and gives the memory back. */
  collect(): void;
}

/**
 * Half of the memory of a process that has just started is what starting has left: read files, compiled code, and young
 * objects that have grown old. Gives it back once, at the first calm moment. Without `node --expose-gc` it stays.
 * @returns ends the waiting for it
 */
export function giveBackOnce({ lookEveryMs: everyMs, used, collect }: GiveBackParts = systemParts()): () => void {
  const timer = setInterval(() => {
    if (used() > busy) return;
    clearInterval(timer);
    collect();
  }, everyMs).unref();
  return () => clearInterval(timer);
}

function systemParts(): GiveBackParts {
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
