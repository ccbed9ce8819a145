import { eventSchema, type ReleaseEvent } from '../../src/domain/events.ts';
import { placeOf } from '../../src/domain/train.ts';
import type {
  CreateResult,
  EnqueueResult,
  FirstEvent,
  HistoryQuery,
  LastMeasurement,
  Queueing,
  ReleaseStore,
  Turn,
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
  const nexts = new Map<string, string>();
  const databases = new Map<string, { id: string; of: string; since: number }>();
  const byKey = new Map<string, string>();
  const untold = new Map<string, number>();
  const unsettled = new Map<string, number>();
  let numbers = 0;
  const entry = (id: string): Entry =>
    releases.get(id) ?? { events: [], fencingToken: 0, lastMeasurement: nothingMeasured, live: false };
  const holderOf = (database: string) => [databases.get(database)].find((lock) => lock && entry(lock.id).live) ?? null;
  const lockOf = ({ request }: Pick<FirstEvent, 'request'>) => `${request.service}/${placeOf(request)}`;
  const liveNext = (lock: string) => [nexts.get(lock)].find((id) => id !== undefined && entry(id).live);
  const live = () => [...releases].flatMap(([id, release]) => (release.live ? [id] : []));
  const stir = (index: Map<string, number>, id: string) => index.set(id, index.get(id) ?? Date.now());
  const waiting = (index: Map<string, number>, forMs: number, limit: number) =>
    [...index].flatMap(([id, since]) => (since <= Date.now() - forMs ? [id] : [])).slice(0, limit);

  function create(first: FirstEvent, wanted: number | null): CreateResult {
    const lock = lockOf(first);
    const repeated = wanted === null ? byKey.get(first.request.key) : undefined;
    if (repeated) return { kind: 'repeated', id: repeated };
    const kept = releases.get(`r${wanted}`)?.events.at(-1);
    const given = kept?.type === 'finished' && kept.outcome === 'handed-over';
    const busy = locks.get(lock) ?? liveNext(lock) ?? (kept && !given ? `r${wanted}` : undefined);
    if (busy) return { kind: 'busy', id: busy };
    const number = wanted ?? numbers + 1;
    const id = begin(first, number);
    locks.set(lock, id);
    return { kind: 'created', id, number };
  }

  function begin(first: FirstEvent, number: number, ...more: ReleaseEvent[]): string {
    const id = `r${number}`;
    numbers = Math.max(numbers, number);
    const events = [eventSchema.parse({ ...first, id, number }), ...more];
    releases.set(id, { events, fencingToken: 0, lastMeasurement: nothingMeasured, live: true });
    byKey.set(first.request.key, id);
    stir(untold, id);
    stir(unsettled, id);
    return id;
  }

  function enqueue(first: FirstEvent, { behind, superseding, queued, superseded }: Queueing): EnqueueResult {
    const lock = lockOf(first);
    const repeated = byKey.get(first.request.key);
    if (repeated) return { kind: 'repeated', id: repeated };
    const other = superseding !== null && entry(behind).events.length !== superseding;
    if (locks.get(lock) !== behind || other) return { kind: 'moved' };
    const number = numbers + 1;
    const replaced = liveNext(lock) ?? null;
    for (const id of [...(superseding === null ? [] : [behind]), ...(replaced ? [replaced] : [])]) {
      entry(id).events.push({ ...superseded, number });
      stir(untold, id);
      stir(unsettled, id);
    }
    const id = begin(first, number, queued);
    nexts.set(lock, id);
    return { kind: 'created', id, number, replaced };
  }

  function takeTurn(id: string): Turn {
    const [first] = entry(id).events;
    if (first?.type !== 'requested' || !entry(id).live) return 'lost';
    const lock = lockOf(first);
    const holder = locks.get(lock);
    if (holder === id) return 'has';
    if ((liveNext(lock) ?? id) !== id) return 'lost';
    if (holder) {
      nexts.set(lock, id);
      return 'waits';
    }
    locks.set(lock, id);
    nexts.delete(lock);
    return 'has';
  }

  /** Gives its place to whoever waits for it. */
  function leave(id: string): string | undefined {
    for (const [lock, next] of nexts) if (next === id) nexts.delete(lock);
    const lock = [...locks].find(([, holder]) => holder === id)?.[0];
    if (lock === undefined) return undefined;
    const next = liveNext(lock);
    nexts.delete(lock);
    if (next === undefined) locks.delete(lock);
    else locks.set(lock, next);
    if (next !== undefined) stir(unsettled, next);
    return next;
  }

  function history({ service, environment, limit }: HistoryQuery): string[] {
    const ids = [...releases].flatMap(([id, { events }]) => {
      const [first] = events;
      if (first?.type !== 'requested') return [];
      const { request } = first;
      const fits = (!service || request.service === service) && (!environment || placeOf(request) === environment);
      return fits ? [id] : [];
    });
    return ids.reverse().slice(0, limit);
  }

  function forgettable(id: string, { events, live }: Entry, keep: number): boolean {
    const [first, last] = [events[0], events.at(-1)];
    const left = last?.type === 'finished' && last.outcome === 'handed-over';
    if (first?.type !== 'requested' || live || left || untold.has(id)) return false;
    const { service, flag } = first.request;
    const all = history({ service, environment: placeOf(first.request), limit: Number.POSITIVE_INFINITY });
    const alike = all.filter((other) => {
      const [begun] = entry(other).events;
      return begun?.type === 'requested' && (begun.request.flag === undefined) === (flag === undefined);
    });
    return !alike.slice(0, keep).includes(id);
  }

  return {
    create: async (first) => create(first, null),
    enqueue: async (first, how) => enqueue(first, how),
    nextOf: async (service, environment) => nexts.get(`${service}/${environment}`) ?? null,
    takeTurn: async (id) => takeTurn(id),
    async createFor(train, first) {
      const { live, fencingToken } = entry(train.id);
      return live && fencingToken === train.fencingToken ? create(first, null) : { kind: 'stale' };
    },
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
        const next = leave(id);
        found.lastMeasurement = nothingMeasured;
        found.live = false;
        unsettled.delete(id);
        return { kind: 'appended', version: found.events.length, ...(next ? { next } : {}) };
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
    async lockDatabase(id, database, of) {
      if (!entry(id).live) return { kind: 'over' };
      const holder = holderOf(database) ?? { id, of, since: Date.now() };
      databases.set(database, holder);
      return holder.id === id ? { kind: 'locked' } : { kind: 'busy', ...holder };
    },
    async freeDatabase(id, database) {
      if (databases.get(database)?.id === id) databases.delete(database);
    },
    async tryDatabase(database) {
      const holder = holderOf(database);
      return holder ? { kind: 'busy', ...holder } : { kind: 'free' };
    },
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
