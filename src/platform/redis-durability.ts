import { Cluster, type Redis } from 'ioredis';
import type { RedisConnection } from './redis.ts';
import { hasHashTag } from './redis-address.ts';

type Settings = Record<
  'appendonly' | 'appendfsync' | 'save' | 'maxmemory' | 'maxmemory-policy' | 'min-replicas-to-write',
  string | null
>;

/** What is risky about how Redis keeps our data; empty when all is well. A managed Redis may not say: then nothing is said of it. */
export async function durabilityWarnings(redis: RedisConnection): Promise<string[]> {
  const masters = redis instanceof Cluster ? redis.nodes('master') : [redis];
  const found = await Promise.all(masters.map(warningsOf));
  return [...new Set(found.flat())];
}

/** Why Sluice cannot work on this Redis at all, with what to do; null where it can. */
export async function unusable(redis: RedisConnection, prefix: string): Promise<string | null> {
  if (hasHashTag(prefix)) return null;
  const inCluster = redis instanceof Cluster || /cluster_enabled:1/.test(await redis.info('cluster').catch(() => ''));
  if (!inCluster) return null;
  return `Redis is a Cluster, and SLUICE_PREFIX "${prefix}" has no hash tag, so that a release would be spread over several servers. Put the prefix in braces: SLUICE_PREFIX={${prefix.replace(/[{}]/g, '')}}`;
}

async function warningsOf(redis: Redis): Promise<string[]> {
  const [settings, replicas] = await Promise.all([readSettings(redis), replicasOf(redis)]);
  return [...diskWarnings(settings), ...evictionWarnings(settings), ...replicaWarnings(settings, replicas)];
}

async function readSettings(redis: Redis): Promise<Settings> {
  const read = async (name: keyof Settings) => {
    const answer = (await redis.config('GET', name).catch(() => null)) as string[] | null;
    return [name, answer?.[1] ?? null] as const;
  };
  const names = [
    'appendonly',
    'appendfsync',
    'save',
    'maxmemory',
    'maxmemory-policy',
    'min-replicas-to-write',
  ] as const;
  return Object.fromEntries(await Promise.all(names.map(read))) as Settings;
}

async function replicasOf(redis: Redis): Promise<number> {
  const info = await redis.info('replication').catch(() => '');
  return Number(/connected_slaves:(\d+)/.exec(info)?.[1] ?? 0);
}

function diskWarnings({ appendonly, appendfsync, save }: Settings): string[] {
  if (appendonly === 'no') {
    const snapshots = save ? 'only snapshots' : 'nothing at all';
    return [`Redis keeps ${snapshots} on disk: a restart loses releases. Set "appendonly yes".`];
  }
  if (appendfsync === 'no') {
    return [
      'Redis leaves it to the system when to write to disk: a power cut may lose half a minute. Set "appendfsync everysec" or "always".',
    ];
  }
  return [];
}

function evictionWarnings({ maxmemory, 'maxmemory-policy': policy }: Settings): string[] {
  if (!policy || policy === 'noeviction') return [];
  if (maxmemory !== '0') {
    return [`Redis may evict our keys when its memory is full (${policy}). Set "maxmemory-policy noeviction".`];
  }
  return [
    `Redis has the eviction policy ${policy}, which would evict our keys once a memory limit is set. Set "maxmemory-policy noeviction".`,
  ];
}

function replicaWarnings({ 'min-replicas-to-write': least }: Settings, replicas: number): string[] {
  if (replicas === 0 || least === null || least !== '0') return [];
  return [
    'Redis takes writes that no replica has: a failover may lose what a cut-off master took. Set "min-replicas-to-write 1".',
  ];
}
