import type { Redis } from 'ioredis';
import { eventSchema, type ReleaseEvent } from '../domain/events.ts';
import type { JsonObject } from '../domain/json.ts';
import type {
  AppendResult,
  CreateResult,
  FirstEvent,
  HistoryQuery,
  LoadResult,
  ReleaseStore,
} from './release-store.ts';
import { appendScript, createScript, markToldScript } from './scripts.ts';

/** How long a repeated ask is recognised: Slack gives up its own retries within the hour. */
const askLifeSeconds = 3600;

/** @param prefix a Redis Cluster hash tag, e.g. "{sluice}:" */
export function createRedisStore(redis: Redis, prefix: string): ReleaseStore {
  const key = keysOf(prefix);
  const logs = new Map<string, ReadLog>();
  return {
    create: (first) => create(redis, prefix, first),
    load: (id) => load(redis, key.log(id), logs),
    append: (id, expected, events) => append(redis, key, id, expected, events),
    version: (id) => redis.xlen(key.log(id)),
    live: () => redis.smembers(key.live),
    liveOf: (service, environment) => redis.get(key.lock(service, environment)),
    async idOfNumber(number) {
      const id = `r${number}`;
      return (await redis.exists(key.log(id))) ? id : null;
    },
    history: (query) => redis.zrevrange(key.history(query), 0, query.limit - 1),
    takeUp: (id) => redis.hincrby(key.release(id), 'epoch', 1),
    async memo(id) {
      const text = await redis.hget(key.release(id), 'memo');
      return text ? (JSON.parse(text) as JsonObject) : null;
    },
    async setMemo(id, memo) {
      if (memo) await redis.hset(key.release(id), 'memo', JSON.stringify(memo));
      else await redis.hdel(key.release(id), 'memo');
    },
    untold: () => redis.smembers(key.untold),
    async markTold(id, version) {
      await redis.eval(markToldScript, 2, key.log(id), key.untold, id, version);
    },
  };
}

type Keys = ReturnType<typeof keysOf>;

function keysOf(prefix: string) {
  return {
    log: (id: string) => `${prefix}release:${id}:log`,
    release: (id: string) => `${prefix}release:${id}`,
    lock: (service: string, environment: string) => `${prefix}lock:${service}/${environment}`,
    ask: (ask: string) => `${prefix}ask:${ask}`,
    counter: `${prefix}number`,
    live: `${prefix}live`,
    untold: `${prefix}untold`,
    history: ({ service, environment }: Omit<HistoryQuery, 'limit'>) =>
      [`${prefix}history`, service, service && environment].filter(Boolean).join(':'),
  };
}

async function create(redis: Redis, prefix: string, first: FirstEvent): Promise<CreateResult> {
  const key = keysOf(prefix);
  const { service, environment, key: ask } = first.request;
  const keys = [
    key.lock(service, environment),
    key.ask(ask),
    key.counter,
    key.live,
    key.untold,
    key.history({}),
    key.history({ service }),
    key.history({ service, environment }),
  ];
  const answer = await redis.eval(
    createScript,
    keys.length,
    ...keys,
    prefix,
    first.at,
    JSON.stringify(first),
    askLifeSeconds,
  );
  const [kind, id = '', number] = answer as [CreateResult['kind'], string, string | undefined];
  return kind === 'created' ? { kind, id, number: Number(number) } : { kind, id };
}

async function append(
  redis: Redis,
  key: Keys,
  id: string,
  expected: number,
  events: readonly ReleaseEvent[],
): Promise<AppendResult> {
  const ends = events.some((event) => event.type === 'finished') ? '1' : '0';
  const keys = [key.log(id), key.release(id), key.live, key.untold];
  const version = await redis.eval(
    appendScript,
    keys.length,
    ...keys,
    id,
    expected,
    ends,
    ...events.map((event) => JSON.stringify(event)),
  );
  return version === -1 ? { kind: 'conflict' } : { kind: 'appended', version: Number(version) };
}

/** A log as far as it was read: it only ever grows, so only what is new must be fetched and understood. */
interface ReadLog {
  events: readonly ReleaseEvent[];
  /** The last entry as it stands in Redis: another text there means that it is another log. */
  last: string;
}

/** Logs that are remembered, those read last. */
const rememberedLogs = 200;

async function load(redis: Redis, log: string, logs: Map<string, ReadLog>): Promise<LoadResult> {
  const known = logs.get(log);
  const entries = await redis.xrange(log, known ? `${known.events.length}-0` : '-', '+');
  if (known && entries[0]?.[1][1] !== known.last) {
    logs.delete(log);
    return load(redis, log, logs);
  }
  if (entries.length === 0) return { kind: 'missing' };
  const events = known ? known.events.slice(0, -1) : [];
  for (const [id, fields] of entries) {
    const position = events.length + 1;
    if (id !== `${position}-0`) return { kind: 'broken', detail: `entry ${position} is missing (found ${id})` };
    const event = known?.events[position - 1] ?? parseEvent(fields[1]);
    if (!event) return { kind: 'broken', detail: `entry ${id} is not of a form that this version of Sluice knows` };
    events.push(event);
  }
  remember(logs, log, { events: [...events], last: entries.at(-1)?.[1][1] ?? '' });
  return { kind: 'found', events };
}

function remember(logs: Map<string, ReadLog>, log: string, read: ReadLog): void {
  logs.delete(log);
  logs.set(log, read);
  const [oldest] = logs.keys();
  if (logs.size > rememberedLogs && oldest !== undefined) logs.delete(oldest);
}

function parseEvent(text: string | undefined): ReleaseEvent | null {
  try {
    return eventSchema.safeParse(JSON.parse(text ?? '')).data ?? null;
  } catch {
    return null;
  }
}
