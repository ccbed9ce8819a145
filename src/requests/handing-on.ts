import type { Producer } from '../queue/producer.ts';
import type { ReleaseStore } from '../store/release-store.ts';

/**
 * The store with whoever has waited for an end woken by it. The place is handed on in the log's own instant; where the wake-up
 * is lost, a sweep or the one that waits finds it.
 */
export function handingOn(store: ReleaseStore, queue: Pick<Producer, 'wake' | 'tell'>): ReleaseStore {
  return {
    ...store,
    async append(...given) {
      const appended = await store.append(...given);
      const next = appended.kind === 'appended' ? appended.next : undefined;
      if (next) await Promise.all([queue.wake(next), queue.tell(next, true)]).catch(() => undefined);
      return appended;
    },
  };
}
