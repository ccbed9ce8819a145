import { eventSchema, type ReleaseEvent } from '../domain/events.ts';
import type { JsonObject } from '../domain/json.ts';
import type { ReleaseStore } from './release-store.ts';

interface Entry {
  events: ReleaseEvent[];
  epoch: number;
  memo: JsonObject | null;
}

/** The store's contract in memory: for tests, and for whoever wants to read it without Lua. */
export function createMemoryStore(): ReleaseStore {
  const releases = new Map<string, Entry>();
  const locks = new Map<string, string>();
  const asks = new Map<string, string>();
  const untold = new Set<string>();
  const entry = (id: string): Entry => releases.get(id) ?? { events: [], epoch: 0, memo: null };

  return {
    async create(first) {
      const { service, environment, key } = first.request;
      const lock = `${service}/${environment}`;
      const repeated = asks.get(key);
      if (repeated) return { kind: 'repeated', id: repeated };
      const busy = locks.get(lock);
      if (busy) return { kind: 'busy', id: busy };
      const number = releases.size + 1;
      const id = `r${number}`;
      releases.set(id, { events: [eventSchema.parse({ ...first, id, number })], epoch: 0, memo: null });
      locks.set(lock, id);
      asks.set(key, id);
      untold.add(id);
      return { kind: 'created', id, number };
    },
    async load(id) {
      const found = releases.get(id);
      return found ? { kind: 'found', events: [...found.events] } : { kind: 'missing' };
    },
    async append(id, expected, events) {
      const found = entry(id);
      if (found.events.length !== expected) return { kind: 'conflict' };
      found.events.push(...events);
      untold.add(id);
      if (events.some((event) => event.type === 'finished')) {
        for (const [lock, holder] of locks) if (holder === id) locks.delete(lock);
        found.memo = null;
      }
      return { kind: 'appended', version: found.events.length };
    },
    version: async (id) => entry(id).events.length,
    live: async () => [...locks.values()],
    liveOf: async (service, environment) => locks.get(`${service}/${environment}`) ?? null,
    idOfNumber: async (number) => (releases.has(`r${number}`) ? `r${number}` : null),
    async history({ service, environment, limit }) {
      const ids = [...releases].filter(([, { events }]) => {
        const first = events[0];
        if (first?.type !== 'requested') return false;
        return (
          (!service || first.request.service === service) && (!environment || first.request.environment === environment)
        );
      });
      return ids
        .map(([id]) => id)
        .reverse()
        .slice(0, limit);
    },
    async takeUp(id) {
      const found = entry(id);
      found.epoch += 1;
      return found.epoch;
    },
    memo: async (id) => entry(id).memo,
    async setMemo(id, memo) {
      entry(id).memo = memo;
    },
    untold: async () => [...untold],
    async markTold(id, version) {
      if (entry(id).events.length === version) untold.delete(id);
    },
  };
}
