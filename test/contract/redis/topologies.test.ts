import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type RedisServer,
  startRedisCluster,
  startRedisServer,
  startSentinelGroup,
} from '../../../sandbox/redis/index.ts';
import { connectPatiently, type RedisConnection, whenReady } from '../../../src/platform/redis.ts';
import { durabilityWarnings, unusable } from '../../../src/platform/redis-durability.ts';
import { createRedisStore } from '../../../src/store/redis-store.ts';
import { valkey } from '../../support/valkey.ts';
import { storeSuite } from '../store/suite.ts';

interface Started {
  url: string;
  stop(): Promise<void>;
}

/** Runs the store's suite on one kind of Redis. */
function on(name: string, start: () => Promise<Started>, more: (here: { redis: RedisConnection }) => void): void {
  describe(name, () => {
    const here = {} as { redis: RedisConnection; server: Started };
    let count = 0;
    beforeAll(async () => {
      here.server = await start();
      here.redis = connectPatiently(here.server.url);
      here.redis.on('error', () => undefined);
      await whenReady(here.redis, 10_000);
    });
    afterAll(async () => {
      here.redis?.disconnect();
      await here.server?.stop();
    });
    storeSuite(name, async () => {
      count += 1;
      return createRedisStore(here.redis, `{sluice-${count}}:`);
    });
    more(here);
  });
}

on('a master behind Sentinels', startSentinelGroup, (here) => {
  it('may lose what a cut-off master took, and says so', async () => {
    expect(await durabilityWarnings(here.redis)).toEqual([expect.stringContaining('min-replicas-to-write 1')]);
  });
});

on('a Cluster of three masters', startRedisCluster, (here) => {
  it('needs a prefix with a hash tag', async () => {
    expect(await unusable(here.redis, 'sluice')).toContain('SLUICE_PREFIX={sluice}');
    expect(await unusable(here.redis, '{sluice}')).toBeNull();
  });

  it('has nothing risky about it', async () => {
    expect(await durabilityWarnings(here.redis)).toEqual([]);
  });
});

describe.runIf(valkey)('Valkey', () => {
  on(
    'Valkey',
    (): Promise<RedisServer> => startRedisServer({ binary: valkey ?? '' }),
    () => undefined,
  );
});
