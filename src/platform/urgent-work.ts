import { within } from './within.ts';

/** Nothing urgent keeps other work waiting for longer: it may take long itself, or never end. */
const longestMs = 1000;
/** Urgent work comes in bursts: between two of them nothing is going on for a moment. */
const breathMs = 25;
/** For each piece of a burst the moment is longer: where many came, more are on their way, and what waits is as much. */
const breathPerPieceMs = 5;
const longestBreathMs = 500;

export type UrgentWork = ReturnType<typeof createUrgentWork>;

/**
 * What a process has to do before all else: take traffic from a bad version, acknowledge what a person asked. Where many
 * such things come at once, the rest of the work (telling people, drafting plans) would be most of what delays them.
 */
export function createUrgentWork() {
  const going = new Map<unknown, NodeJS.Timeout>();
  let begun = 0;
  let inBurst = 0;
  let over: PromiseWithResolvers<void> | null = null;

  /**
   * @param key of one thing that is urgent: it begins and ends once
   * @param forMs after which it is forgotten
   */
  function begins(key: unknown, forMs = longestMs): void {
    begun += 1;
    inBurst += 1;
    over ??= Promise.withResolvers();
    clearTimeout(going.get(key));
    going.set(key, setTimeout(ends, forMs, key).unref());
  }

  function ends(key: unknown): void {
    clearTimeout(going.get(key));
    if (!going.delete(key) || going.size > 0) return;
    setTimeout(settle, Math.min(longestBreathMs, breathMs + (inBurst - 1) * breathPerPieceMs), begun).unref();
  }

  /** Over, unless more has begun. Two turns of the event loop let in who connected meanwhile, and hear what they want. */
  function settle(seen: number): void {
    setImmediate(() =>
      setImmediate(() => {
        if (begun !== seen) return;
        over?.resolve();
        over = null;
        inBurst = 0;
      }),
    );
  }

  return {
    begins,
    ends,
    /** Work that is urgent from its beginning to its end. */
    async during<T>(work: () => Promise<T>): Promise<T> {
      const key = Symbol('urgent');
      begins(key);
      try {
        return await work();
      } finally {
        ends(key);
      }
    },
    /** Resolves when nothing urgent is going on, nor has been a moment ago, or after so long (ms). */
    whenIdle: (atMostMs = longestMs): Promise<void> =>
      over ? within(atMostMs, over.promise, undefined) : Promise.resolve(),
  };
}
