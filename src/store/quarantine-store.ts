import { type Heading, headingOf } from '../domain/heading.ts';
import { parseJson } from '../domain/json.ts';
import { keysOf } from './redis-keys.ts';
import { type RedisConnection, runScript } from './run-script.ts';

/** Releases whose log the workers here cannot use, and what becomes of them. */
export interface QuarantineStore {
  /**
   * A worker has claimed the release and left it alone. Gives for how long (ms) no worker has done anything but that;
   * null where the release is not live.
   */
  mark(id: string): Promise<number | null>;
  state(id: string): Promise<QuarantineState>;
  /** What the release is about, as far as the beginning of its log can be read. */
  heading(id: string): Promise<Heading | null>;
  /** Ends the record without a word in the log: frees service and environment. False where it was not live. */
  abandon(id: string): Promise<boolean>;
}

export interface QuarantineState {
  live: boolean;
  /** For how long (ms) every worker that took it up has left it alone; 0 where one did not. */
  aloneMs: number;
  /** A person has ended the record. */
  abandoned: boolean;
  /** For how long (ms) it has had news that people were not told; null where they know everything. */
  untoldMs: number | null;
}

const now = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** Since when it has been left alone: each claim raises the token, so one that did more leaves a gap. */
const since = `
local epoch = tonumber(redis.call('HGET', KEYS[1], 'epoch') or '0')
local seen = tonumber(redis.call('HGET', KEYS[1], 'aside-epoch') or '-1')
local since = tonumber(redis.call('HGET', KEYS[1], 'aside-since') or now)
`;

/** KEYS: release hash, live. ARGV: id. */
const markScript = `${now}
if redis.call('SISMEMBER', KEYS[2], ARGV[1]) == 0 then return false end
${since}
if epoch - seen > 1 then since = now end
redis.call('HSET', KEYS[1], 'aside-epoch', epoch, 'aside-since', since)
return now - since
`;

/** KEYS: release hash, live, untold. ARGV: id. */
const stateScript = `${now}
${since}
local untold = redis.call('ZSCORE', KEYS[3], ARGV[1])
return {
  redis.call('SISMEMBER', KEYS[2], ARGV[1]),
  epoch - seen > 1 and 0 or now - since,
  redis.call('HEXISTS', KEYS[1], 'abandoned'),
  untold and math.max(0, now - tonumber(untold)),
}
`;

/** KEYS: release hash, live, unsettled, untold, its lock. ARGV: id. */
const abandonScript = `${now}
if redis.call('SREM', KEYS[2], ARGV[1]) == 0 then return 0 end
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('ZADD', KEYS[4], now, ARGV[1])
redis.call('HDEL', KEYS[1], 'look')
redis.call('HSET', KEYS[1], 'abandoned', now)
if redis.call('GET', KEYS[5]) == ARGV[1] then redis.call('DEL', KEYS[5]) end
return 1
`;

/** @param prefix a Redis Cluster hash tag and a colon, e.g. "{sluice}:" */
export function createQuarantineStore(redis: RedisConnection, prefix: string): QuarantineStore {
  const key = keysOf(prefix);
  const heading = async (id: string) => {
    const [first] = await redis.xrange(key.log(id), '-', '+', 'COUNT', 1);
    return headingOf(parseJson(first?.[1][1] ?? ''));
  };
  return {
    heading,
    async mark(id) {
      const alone = await runScript(redis, markScript, [key.release(id), key.live], [id]);
      return alone === null ? null : Number(alone);
    },
    async state(id) {
      const answer = await runScript(redis, stateScript, [key.release(id), key.live, key.untold], [id]);
      const [live, aloneMs, abandoned, untoldMs = null] = answer as [number, number, number, number | null | undefined];
      return { live: live === 1, aloneMs, abandoned: abandoned === 1, untoldMs };
    },
    async abandon(id) {
      const [noted, about] = await Promise.all([redis.hget(key.release(id), 'lock'), heading(id)]);
      const lock = noted ?? key.lock(about?.service ?? '', about?.environment ?? '');
      return (
        (await runScript(redis, abandonScript, [key.release(id), key.live, key.unsettled, key.untold, lock], [id])) ===
        1
      );
    },
  };
}
