import type { PageHint } from '../protocol.ts';
import type { DeliveryEntry, JournalEntry, Message } from './model.ts';

/** What happens in the workspace, for the page and for tests that wait. */
export type WorldEvent =
  | { type: 'message'; message: Message }
  | { type: 'message_deleted'; channel: string; ts: string; ephemeralTo?: string }
  | { type: 'home'; user: string }
  | { type: 'modals'; user: string }
  | { type: 'hints'; hints: PageHint[] }
  | { type: 'bot'; connected: boolean }
  | { type: 'toast'; user: string; text: string }
  | { type: 'call'; entry: JournalEntry }
  | { type: 'delivery'; entry: DeliveryEntry };

export interface Bus {
  emit(event: WorldEvent): void;
  /** @returns a function that ends the subscription */
  on(listener: (event: WorldEvent) => void): () => void;
}

/** A synchronous broadcast: every listener has seen an event before `emit` returns. */
export function createBus(): Bus {
  const listeners = new Set<(event: WorldEvent) => void>();
  return {
    emit(event) {
      for (const listener of [...listeners]) listener(event);
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/**
 * Waits until `look` finds something: now, or after any event.
 *
 * @param what named in the error, e.g. "a modal of U1"
 * @param timeoutMs how long to wait
 * @param describe what there is instead, for the error
 * @throws Error when the time is over
 */
export function waitFor<T>(
  bus: Bus,
  look: () => T | undefined,
  what: string,
  timeoutMs: number,
  describe: () => string,
): Promise<T> {
  const there = look();
  if (there !== undefined) return Promise.resolve(there);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`${what} did not appear within ${timeoutMs} ms. There is: ${describe()}`));
    }, timeoutMs);
    const stop = bus.on(() => {
      try {
        const found = look();
        if (found === undefined) return;
        clearTimeout(timer);
        stop();
        resolve(found);
      } catch (error) {
        clearTimeout(timer);
        stop();
        reject(error);
      }
    });
  });
}
