import { within } from './within.ts';

/** Nothing urgent keeps other work waiting for longer: it may take long itself, or never end. */
const longestMs = 1000;

export type Rush = ReturnType<typeof createRush>;

/**
 * What a process has to do before all else: take traffic from a bad version, acknowledge what a person asked. Where many
 * such things come at once, the rest of the work (telling people, drafting plans) would be most of what delays them.
 */
export function createRush() {
  const going = new Map<unknown, NodeJS.Timeout>();
  let over = Promise.withResolvers<void>();

  /** @param key of one thing that is urgent: it begins and ends once, or is forgotten after a second */
  function begins(key: unknown): void {
    if (going.size === 0) over = Promise.withResolvers();
    clearTimeout(going.get(key));
    going.set(key, setTimeout(ends, longestMs, key).unref());
  }

  function ends(key: unknown): void {
    clearTimeout(going.get(key));
    if (going.delete(key) && going.size === 0) over.resolve();
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
    /** Resolves when nothing urgent is going on, or after a second. */
    calm: (): Promise<void> => (going.size === 0 ? Promise.resolve() : within(longestMs, over.promise, undefined)),
  };
}
