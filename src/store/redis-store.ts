import type { LRUCache } from 'lru-cache';
import type { ReleaseEvent } from '../domain/events.ts';
import { latest } from '../platform/latest.ts';
import { indexes, type Wiring } from './redis-indexes.ts';
import { keysOf } from './redis-keys.ts';
import { type Entry, lastMeasurementText, readEntries, readLastMeasurement, textOf } from './redis-log.ts';
import { keysOfNew, requestLifeSeconds, waitingPlaces } from './redis-queue.ts';
import type {
  AppendResult,
  Claimed,
  CreateResult,
  FirstEvent,
  Known,
  Lease,
  LoadResult,
  OnBehalf,
  ReleaseStore,
} from './release-store.ts';
import { type RedisConnection, runScript } from './run-script.ts';
import * as scripts from './scripts.ts';

/** @param prefix a Redis Cluster hash tag, e.g. "{sluice}:" */
export function createRedisStore(redis: RedisConnection, prefix: string): ReleaseStore {
  const place: Wiring = { redis, key: keysOf(prefix) };
  const { key } = place;
  const logs = latest<ReadLog>(rememberedLogs);
  const run = (script: string, keys: string[], ...args: (string | number)[]) => runScript(redis, script, keys, args);
  return {
    create: (first) => unfenced(create(place, first, '')),
    createFor: (train, first) => create(place, first, '', train),
    adopt: (number, first) => unfenced(create(place, first, number)),
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
    ...waitingPlaces(place),
    ...indexes(place),
  };
}

type Created = CreateResult | { kind: 'stale' };

async function unfenced(created: Promise<Created>): Promise<CreateResult> {
  const made = await created;
  if (made.kind === 'stale') throw new Error('only what a train asks for is fenced');
  return made;
}

async function create(
  { redis, key }: Wiring,
  first: FirstEvent,
  wanted: number | '',
  train?: OnBehalf,
): Promise<Created> {
  const keys = keysOfNew(key, first.request);
  const by = train ? [train.id, train.fencingToken] : ['', ''];
  const args = [key.prefix, first.at, JSON.stringify(first), requestLifeSeconds, wanted, ...by];
  const answer = await runScript(redis, scripts.createScript, keys, args);
  const [kind, id = '', number] = answer as [Created['kind'], string | undefined, string | undefined];
  if (kind === 'stale') return { kind };
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
  const answer = await runScript(redis, scripts.appendScript, keys, args);
  const [version, next] = answer as [number, string];
  if (version === -1) return { kind: 'conflict' };
  return { kind: 'appended', version, ...(next === '' ? {} : { next }) };
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
