import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import {
  type RedisServer,
  startRedisCluster,
  startRedisServer,
  startSentinelGroup,
} from '../../../sandbox/redis/index.ts';
import { closing } from '../../support/closing.ts';
import { valkey } from '../../support/valkey.ts';
import { endsRight, onRedis, opening, testMs } from './world.ts';

const opened = opening(closing());

it.each(['always', 'everysec'])(
  'a release outlives kill -9 and restart of Redis (appendfsync %s)',
  async (appendfsync) => {
    const server = opened(await startRedisServer({ settings: ['--appendfsync', appendfsync] }));
    await onRedis(server.url, async (here) => {
      await here.midway();
      await server.restart();
      await endsRight(here);
    });
  },
  testMs,
);

it.runIf(valkey)(
  'a release outlives kill -9 and restart of Valkey',
  async () => {
    const server = opened(await startRedisServer({ binary: valkey ?? '' }));
    await onRedis(server.url, async (here) => {
      await here.midway();
      await server.restart();
      await endsRight(here);
    });
  },
  testMs,
);

it(
  'a release outlives the failover of its master',
  async () => {
    const group = opened(await startSentinelGroup());
    await onRedis(group.url, async (here) => {
      await here.midway();
      await group.master.kill();
      await endsRight(here);
    });
  },
  testMs,
);

it(
  'a release runs on a Cluster, with all its keys in one slot',
  async () => {
    const group = opened(await startRedisCluster());
    await onRedis(group.url, async (here) => {
      await here.midway();
      await endsRight(here);
      const sizes = await Promise.all(group.masters.map(sizeOf));
      expect(sizes.filter((size) => size > 0)).toHaveLength(1);
    });
  },
  testMs,
);

async function sizeOf({ port }: RedisServer): Promise<number> {
  const client = new Redis(port, '127.0.0.1');
  return client.dbsize().finally(() => client.disconnect());
}
