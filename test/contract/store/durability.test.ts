import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { type RedisServer, startRedisServer } from '../../../sandbox/redis/index.ts';
import { durabilityWarnings } from '../../../src/platform/redis-durability.ts';

describe('what is risky about a real Redis', () => {
  let server: RedisServer | null = null;
  let redis: Redis | null = null;
  afterEach(async () => {
    redis?.disconnect();
    await server?.stop();
  });
  const warningsWith = async (...settings: string[]): Promise<string[]> => {
    server = await startRedisServer({ settings });
    redis = new Redis(server.url);
    return durabilityWarnings(redis);
  };

  it('nothing, with an append-only file and no eviction', async () => {
    expect(await warningsWith()).toEqual([]);
  });

  it('a Redis without persistence', async () => {
    expect(await warningsWith('--appendonly', 'no')).toEqual([expect.stringContaining('keeps nothing at all on disk')]);
  });

  it('snapshots alone', async () => {
    expect(await warningsWith('--appendonly', 'no', '--save', '60 1')).toEqual([
      expect.stringContaining('only snapshots'),
    ]);
  });

  it('a policy that evicts keys', async () => {
    expect(await warningsWith('--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru')).toEqual([
      expect.stringContaining('may evict our keys'),
    ]);
  });
});
