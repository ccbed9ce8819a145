import { LRUCache } from 'lru-cache';
import type { ReleaseEvent } from '../domain/events.ts';
import { type Keys, keysOf } from './redis-keys.ts';
import { type Entry, lastMeasurementText, readEntries, readLastMeasurement, textOf } from './redis-log.ts';
import type {
  AppendResult,
  Claimed,
  CreateResult,
  FirstEvent,
  Known,
  Lease,
  LoadResult,
  ReleaseStore,
} from './release-store.ts';
import { type RedisConnection, runScript } from './run-script.ts';
import * as scripts from './scripts.ts';

/** How long a repeated request is recognized: Slack gives up its own retries within the hour. */
const requestLifeSeconds = 3600;
const everything = 1_000_000;

interface Wiring {
  redis: RedisConnection;
  key: Keys;
}

/** @param prefix a Redis Cluster hash tag, e.g. "{sluice}:" */
export function createRedisStore(redis: RedisConnection, prefix: string): ReleaseStore {
  const place: Wiring = { redis, key: keysOf(prefix) };
  const { key } = place;
  const logs = new LRUCache<string, ReadLog>({ max: rememberedLogs });
  const run = (script: string, keys: string[], ...args: (string | number)[]) => runScript(redis, script, keys, args);
  return {
    create: (first) => create(place, first, ''),
    adopt: (number, first) => create(place, first, number),
    load: (id) => load(place, id, logs),
    claim: (id, known) => claim(place, id, known),
    append: (id, expected, events, lease) => append(place, id, expected, events, lease),
    async setLastMeasurement(id, lease) {
      return (
        (await run(
          scripts.setLastMeasurementScript,
          [key.release(id)],
          lease.fencingToken,
          lastMeasurementText(lease.lastMeasurement),
        )) === 1
      );
    },
    settle: async (id, version) => (await run(scripts.settleScript, [key.log(id), key.unsettled], id, version)) === 1,
    async fencingToken(id) {
      const fencingToken = await run(scripts.fencingTokenScript, [key.live, key.release(id)], id);
      return fencingToken === null ? null : Number(fencingToken);
    },
    raiseFencingToken: async (id, above) => void (await run(scripts.raiseFencingTokenScript, [key.release(id)], above)),
    raiseNumber: async (above) => void (await run(scripts.raiseNumberScript, [key.counter], above)),
    version: (id) => redis.xlen(key.log(id)),
    ...indexes(place),
  };
}

function indexes({ redis, key }: Wiring) {
  return {
    live: () => redis.smembers(key.live),
    liveCount: () => redis.scard(key.live),
    async liveSlice(cursor, count) {
      const [next, ids] = await redis.sscan(key.live, cursor, 'COUNT', count);
      return { cursor: next, ids };
    },
    liveOf: (service, environment) => redis.get(key.lock(service, environment)),
    async lockDatabase(id, database) {
      const keys = [key.database(database), key.live];
      const holder = await runScript(redis, scripts.lockDatabaseScript, keys, [id]);
      if (holder === null) return { kind: 'over' };
      return holder === id ? { kind: 'locked' } : { kind: 'busy', id: String(holder) };
    },
    holderOfDatabase: async (database) =>
      (await runScript(redis, scripts.holderOfDatabaseScript, [key.database(database), key.live], [])) as string | null,
    async idOfNumber(number) {
      const id = `r${number}`;
      return (await redis.exists(key.log(id))) ? id : null;
    },
    history: (query) => redis.zrevrange(key.history(query), 0, query.limit - 1),
    async forget({ before, keep, from, count }) {
      const keys = [key.history({}), key.live, key.untold];
      const answer = await runScript(redis, scripts.forgetScript, keys, [key.prefix, before, keep, from, count]);
      const [next, ids] = answer as [number, string[]];
      return { ids, next };
    },
    unsettled: async (forMs: number, limit: number) =>
      (await runScript(redis, scripts.waitingScript, [key.unsettled], [forMs, limit])) as string[],
    untold: async (forMs = 0, limit = everything) =>
      (await runScript(redis, scripts.untoldScript, [key.untold, key.untoldBy010], [forMs, limit])) as string[],
    untoldForMs: async () => Number(await runScript(redis, scripts.oldestScript, [key.untold], [])),
    markNotified: async (id, version) =>
      void (await runScript(redis, scripts.markNotifiedScript, [key.log(id), key.untold], [id, version])),
  } satisfies Partial<ReleaseStore>;
}

async function create({ redis, key }: Wiring, first: FirstEvent, wanted: number | ''): Promise<CreateResult> {
  const { service, environment, key: requestKey } = first.request;
  const keys = [
    key.lock(service, environment),
    key.request(requestKey),
    key.counter,
    key.live,
    key.untold,
    key.unsettled,
    key.history({}),
    key.history({ service }),
    key.history({ service, environment }),
  ];
  const args = [key.prefix, first.at, JSON.stringify(first), requestLifeSeconds, wanted];
  const answer = await runScript(redis, scripts.createScript, keys, args);
  const [kind, id = '', number] = answer as [CreateResult['kind'], string, string | undefined];
  return kind === 'created' ? { kind, id, number: Number(number) } : { kind, id };
}

async function append(
  { redis, key }: Wiring,
  id: string,
  expected: number,
  events: readonly ReleaseEvent[],
  lease: Lease | undefined,
): Promise<AppendResult> {
  const last = events.findLast((event) => event.type === 'finished');
  const ends = last ? (last.outcome === 'handed-over' ? 'leaves' : 'ends') : '';
  const news = events.some((event) => event.type !== 'measured') ? 'news' : '';
  const keys = [key.log(id), key.release(id), key.live, key.untold, key.unsettled];
  const by = lease ? [lease.fencingToken, lastMeasurementText(lease.lastMeasurement)] : ['', ''];
  const args = [id, expected, ends, news, ...by, ...events.map((event) => JSON.stringify(event))];
  const version = await runScript(redis, scripts.appendScript, keys, args);
  return version === -1 ? { kind: 'conflict' } : { kind: 'appended', version: Number(version) };
}

async function claim({ redis, key }: Wiring, id: string, known: Known | null): Promise<Claimed> {
  const answer = await runScript(redis, scripts.claimScript, [key.log(id), key.release(id)], [known?.version ?? 0]);
  if (!Array.isArray(answer)) return { kind: 'missing' };
  const [lastMeasurement, entries, length, added, fencingToken] = answer as [...Stored, number];
  if (known && !goesOn(known, entries, length)) return claim({ redis, key }, id, null);
  const fresh = known ? entries.slice(1) : entries;
  const after = known?.version ?? 0;
  const read = readEntries(fresh, after, added);
  if (read.kind !== 'read') return read;
  const { events } = read;
  const last = textOf(entries.at(-1));
  return {
    kind: 'found',
    fencingToken,
    lastMeasurement: readLastMeasurement(lastMeasurement),
    events,
    after,
    known: { version: after + events.length, last },
  };
}

/** What Redis answers of a log: look, entries from the last known one on, entries in all, entries that were ever added. */
type Stored = [lastMeasurement: string, entries: Entry[], length: number, added: number];

/** Another text under the same number, or fewer entries before it: another log, as after a loss of data. */
function goesOn(known: Known, entries: readonly Entry[], length: number): boolean {
  return textOf(entries[0]) === known.last && known.version - 1 + entries.length === length;
}

/** A log as far as it was read: it only ever grows, so only what is new must be fetched and understood. */
interface ReadLog {
  events: readonly ReleaseEvent[];
  last: string;
}

/** Logs that are remembered, those read last. */
const rememberedLogs = 200;

async function load(place: Wiring, id: string, logs: LRUCache<string, ReadLog>): Promise<LoadResult> {
  const { redis, key } = place;
  const known = logs.get(id);
  const after = known?.events.length ?? 0;
  const answer = await runScript(redis, scripts.loadScript, [key.log(id), key.release(id)], [after]);
  if (!Array.isArray(answer)) return { kind: 'missing' };
  const [lastMeasurement, entries, length, added] = answer as Stored;
  if (known && !goesOn({ version: after, last: known.last }, entries, length)) {
    logs.delete(id);
    return load(place, id, logs);
  }
  const read = readEntries(known ? entries.slice(1) : entries, after, added);
  if (read.kind !== 'read') return read;
  const events = [...(known?.events ?? []), ...read.events];
  logs.set(id, { events, last: textOf(entries.at(-1)) });
  return { kind: 'found', events: [...events], latest: readLastMeasurement(lastMeasurement).latest };
}
