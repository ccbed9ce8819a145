import { within } from '../src/platform/within.ts';

/** No way back keeps the telling of others waiting for longer: its first write may take long, or never come. */
const longestMs = 1000;

export type Rush = ReturnType<typeof createRush>;

/**
 * Which releases of this process are about to take traffic away from a bad version. Telling people is most of the work of
 * a process where many go back at once, and none of it is as urgent.
 */
export function createRush() {
  const going = new Map<string, NodeJS.Timeout>();
  let over = Promise.withResolvers<void>();

  function ends(id: string): void {
    clearTimeout(going.get(id));
    if (going.delete(id) && going.size === 0) over.resolve();
  }

  return {
    begins(id: string): void {
      if (going.size === 0) over = Promise.withResolvers();
      clearTimeout(going.get(id));
      going.set(id, setTimeout(ends, longestMs, id).unref());
    },
    ends,
    /** Resolves when no release is about to, or after a second. */
    calm: (): Promise<void> => (going.size === 0 ? Promise.resolve() : within(longestMs, over.promise, undefined)),
  };
}
