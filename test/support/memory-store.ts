import { eventSchema, type ReleaseEvent } from '../../src/domain/events.ts';
import type {
  CreateResult,
  FirstEvent,
  HistoryQuery,
  LastMeasurement,
  ReleaseStore,
} from '../../src/store/release-store.ts';

interface Entry {
  events: ReleaseEvent[];
  fencingToken: number;
  lastMeasurement: LastMeasurement;
  live: boolean;
}

const nothingMeasured: LastMeasurement = { checkpoint: null, latest: null };

/** The store's contract in memory: for tests, and for reading it without Lua. */
export function createMemoryStore(): ReleaseStore {
  const releases = new Map<string, Entry>();
  const locks = new Map<string, string>();
  const databases = new Map<string, string>();
  const byKey = new Map<string, string>();
  const untold = new Map<string, number>();
  const unsettled = new Map<string, number>();
  let numbers = 0;
  const entry = (id: string): Entry =>
    releases.get(id) ?? { events: [], fencingToken: 0, lastMeasurement: nothingMeasured, live: false };
  const holderOf = (database: string) => [databases.get(database)].find((id) => id && entry(id).live) ?? null;
  const live = () => [...releases].flatMap(([id, release]) => (release.live ? [id] : []));
  const stir = (index: Map<string, number>, id: string) => index.set(id, index.get(id) ?? Date.now());
  const waiting = (index: Map<string, number>, forMs: number, limit: number) =>
    [...index].flatMap(([id, since]) => (since <= Date.now() - forMs ? [id] : [])).slice(0, limit);

  function create(first: FirstEvent, wanted: number | null): CreateResult {
    const { service, environment, key } = first.request;
    const lock = `${service}/${environment}`;
    const repeated = wanted === null ? byKey.get(key) : undefined;
    if (repeated) return { kind: 'repeated', id: repeated };
    const kept = releases.get(`r${wanted}`)?.events.at(-1);
    const given = kept?.type === 'finished' && kept.outcome === 'handed-over';
    const busy = locks.get(lock) ?? (kept && !given ? `r${wanted}` : undefined);
    if (busy) return { kind: 'busy', id: busy };
    const number = wanted ?? numbers + 1;
    numbers = Math.max(numbers, number);
    const id = `r${number}`;
    releases.set(id, {
      events: [eventSchema.parse({ ...first, id, number })],
      fencingToken: 0,
      lastMeasurement: nothingMeasured,
      live: true,
    });
    locks.set(lock, id);
    byKey.set(key, id);
    stir(untold, id);
    stir(unsettled, id);
    return { kind: 'created', id, number };
  }

  function history({ service, environment, limit }: HistoryQuery): string[] {
    const ids = [...releases].flatMap(([id, { events }]) => {
      const [first] = events;
      if (first?.type !== 'requested') return [];
      const { request } = first;
      const fits = (!service || request.service === service) && (!environment || request.environment === environment);
      return fits ? [id] : [];
    });
    return ids.reverse().slice(0, limit);
  }

  function forgettable(id: string, { events, live }: Entry, keep: number): boolean {
    const [first, last] = [events[0], events.at(-1)];
    const left = last?.type === 'finished' && last.outcome === 'handed-over';
    if (first?.type !== 'requested' || live || left || untold.has(id)) return false;
    const { service, environment } = first.request;
    return !history({ service, environment, limit: keep }).includes(id);
  }

  return {
    create: async (first) => create(first, null),
    adopt: async (number, first) => create(first, number),
    async load(id) {
      const found = releases.get(id);
      return found
        ? { kind: 'found', events: [...found.events], latest: found.lastMeasurement.latest }
        : { kind: 'missing' };
    },
    async claim(id, known) {
      const found = releases.get(id);
      if (!found) return { kind: 'missing' };
      found.fencingToken += 1;
      const same = known !== null && JSON.stringify(found.events[known.version - 1]) === known.last;
      const after = same ? known.version : 0;
      const { fencingToken, lastMeasurement, events } = found;
      const now = { version: events.length, last: JSON.stringify(events.at(-1)) };
      return { kind: 'found', fencingToken, lastMeasurement, events: events.slice(after), after, known: now };
    },
    async append(id, expected, events, lease) {
      const found = entry(id);
      if (found.events.length !== expected) return { kind: 'conflict' };
      if (lease && lease.fencingToken !== found.fencingToken) return { kind: 'conflict' };
      found.events.push(...events);
      if (lease) found.lastMeasurement = lease.lastMeasurement;
      if (events.some((event) => event.type !== 'measured')) stir(untold, id);
      if (events.some((event) => event.type === 'finished')) {
        for (const [lock, holder] of locks) if (holder === id) locks.delete(lock);
        found.lastMeasurement = nothingMeasured;
        found.live = false;
        unsettled.delete(id);
      } else if (found.live) {
        stir(unsettled, id);
      }
      return { kind: 'appended', version: found.events.length };
    },
    async setLastMeasurement(id, { fencingToken, lastMeasurement }) {
      const found = entry(id);
      if (found.fencingToken !== fencingToken) return false;
      found.lastMeasurement = lastMeasurement;
      return true;
    },
    async settle(id, version) {
      if (entry(id).events.length > version) return true;
      unsettled.delete(id);
      return false;
    },
    fencingToken: async (id) => (entry(id).live ? entry(id).fencingToken : null),
    async raiseFencingToken(id, above) {
      entry(id).fencingToken = Math.max(entry(id).fencingToken, above);
    },
    async raiseNumber(above) {
      numbers = Math.max(numbers, above);
    },
    version: async (id) => entry(id).events.length,
    live: async () => live(),
    liveCount: async () => live().length,
    liveSlice: async () => ({ cursor: '0', ids: live() }),
    liveOf: async (service, environment) => locks.get(`${service}/${environment}`) ?? null,
    async lockDatabase(id, database) {
      if (!entry(id).live) return { kind: 'over' };
      const holder = holderOf(database) ?? id;
      databases.set(database, holder);
      return holder === id ? { kind: 'locked' } : { kind: 'busy', id: holder };
    },
    holderOfDatabase: async (database) => holderOf(database),
    idOfNumber: async (number) => (releases.has(`r${number}`) ? `r${number}` : null),
    history: async (query) => history(query),
    async forget({ before, keep, from, count }) {
      const old = [...releases]
        .filter(([, { events }]) => (events[0]?.at ?? before) < before)
        .slice(from, from + count);
      const ids = old.flatMap(([id, release]) => (forgettable(id, release, keep) ? [id] : []));
      for (const id of ids) releases.delete(id);
      return { ids, next: old.length < count ? 0 : from + old.length - ids.length };
    },
    unsettled: async (forMs, limit) => waiting(unsettled, forMs, limit),
    untold: async (forMs = 0, limit = Number.POSITIVE_INFINITY) => waiting(untold, forMs, limit),
    untoldForMs: async () => Math.max(0, ...[...untold.values()].map((since) => Date.now() - since)),
    async markNotified(id, version) {
      if (entry(id).events.length === version) untold.delete(id);
    },
  };
}
