import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { type RedisAddress, readRedisAddress } from './redis-address.ts';
import { writeTogether } from './redis-writes.ts';

/** A connection to one server, to the master that Sentinels name, or to a Cluster. */
export type RedisConnection = Redis | Cluster;

/** Back within a second of Redis itself; ioredis' own back-off can take much longer. */
const retryStrategy = (attempt: number): number => Math.min(attempt * 200, 1000);

/**
 * A master that was replaced says so at the next write: ask again who the master is, and send it there. Not by ioredis'
 * `failoverDetector`: where it hears of a failover while a connection is being made, it ends that connection for good.
 */
function reconnectOnError({ message }: Error): false | 2 {
  return message.startsWith('READONLY') ? 2 : false;
}

/** A server that vanished without a word must not be waited for: TCP alone would take minutes. */
const common = { retryStrategy, reconnectOnError, connectTimeout: 5000, keepAlive: 5000 } satisfies RedisOptions;

/** Without the choice of another form of answers, so that the compiler knows the form. */
type Options = Omit<RedisOptions, 'replyMapping'>;

/** For workers: waits as long as Redis is away. Throws where the address makes no sense. */
export function connectPatiently(url: string): RedisConnection {
  return connect(url, { ...common, maxRetriesPerRequest: null }, true);
}

/** For whatever answers a person: says at once that Redis is away, instead of keeping them waiting. */
export function connectPromptly(url: string): RedisConnection {
  return connect(url, { ...common, enableOfflineQueue: false, commandTimeout: 2000, maxRetriesPerRequest: 1 }, false);
}

function connect(url: string, options: Options, patient: boolean): RedisConnection {
  const read = readRedisAddress(url);
  if (read.kind === 'invalid') throw new Error(`REDIS_URL ${read.problem}`);
  const { address } = read;
  switch (address.kind) {
    case 'single':
      return writeTogether(new Redis(address.url, options));
    case 'sentinel':
      return writeTogether(new Redis({ ...options, ...sentinelOptions(address) }));
    case 'cluster':
      return writeTogether(connectCluster(address, options, patient));
  }
}

function sentinelOptions({ hosts, master, db, login, sentinel, tls }: Extract<RedisAddress, { kind: 'sentinel' }>) {
  const { username, password } = sentinel;
  return {
    sentinels: hosts,
    name: master,
    db,
    ...login,
    ...(username === undefined ? {} : { sentinelUsername: username }),
    ...(password === undefined ? {} : { sentinelPassword: password }),
    ...(tls ? { tls: {}, enableTLSForSentinelMode: true } : {}),
    sentinelRetryStrategy: retryStrategy,
  } satisfies RedisOptions;
}

function connectCluster(
  { hosts, login, tls }: Extract<RedisAddress, { kind: 'cluster' }>,
  { retryStrategy: _, enableOfflineQueue = true, ...options }: Options,
  patient: boolean,
): Cluster {
  return new Cluster(hosts, {
    clusterRetryStrategy: retryStrategy,
    enableOfflineQueue,
    slotsRefreshTimeout: 5000,
    retryDelayOnFailover: 250,
    retryDelayOnClusterDown: 250,
    // A worker outlasts an election; a person is told within two seconds.
    maxRedirections: patient ? 120 : 6,
    // The certificates of managed Clusters are for names, not for the addresses behind them.
    ...(tls ? { dnsLookup: (host: string, found: (error: null, address: string) => void) => found(null, host) } : {}),
    redisOptions: { ...options, ...login, ...(tls ? { tls: {} } : {}) },
  });
}

/** Resolves when the connection can be used; throws when that takes longer than `timeoutMs`. */
export async function whenReady(redis: RedisConnection, timeoutMs: number): Promise<void> {
  if (redis.status === 'ready') return;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => finish(new Error(`Redis did not answer within ${timeoutMs} ms`)), timeoutMs);
    const ready = () => finish(null);
    function finish(error: Error | null): void {
      clearTimeout(timer);
      redis.off('ready', ready);
      if (error) reject(error);
      else resolve();
    }
    redis.once('ready', ready);
  });
}

/** The server's own clock, in milliseconds since the epoch. */
export async function redisTime(redis: RedisConnection): Promise<number> {
  const [seconds, micros] = await redis.time();
  return Number(seconds) * 1000 + Number(micros) / 1000;
}
