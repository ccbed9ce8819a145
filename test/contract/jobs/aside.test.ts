import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AsideOutbox, tellAside } from '../../../jobs/outbox/aside.ts';
import { type FoundRedis, findRedis } from '../../../sandbox/redis/index.ts';
import { createAsideStore } from '../../../src/store/aside-store.ts';
import { keysOf } from '../../../src/store/redis-keys.ts';
import { createRedisStore } from '../../../src/store/redis-store.ts';
import { firstEvent } from '../store/suite.ts';

const prefix = `{aside-${process.pid}}:`;
const key = keysOf(prefix);
const now = 1_000_000;

let found: FoundRedis;
let redis: Redis;

beforeAll(async () => {
  found = await findRedis(process.env, () => undefined);
  redis = new Redis(found.url, { maxRetriesPerRequest: null });
});
afterAll(async () => {
  redis.disconnect();
  await found.stop();
});

/** A release that a newer worker has led to its end, in words that this version does not know. */
async function endedByNewer(service: string) {
  const store = createRedisStore(redis, prefix);
  const made = await store.create(firstEvent(service, service));
  if (made.kind !== 'created') throw new Error('the release must be new');
  await redis.xadd(key.log(made.id), '2-0', 'e', JSON.stringify({ type: 'later.ended', at: now }));
  await redis.srem(key.live, made.id);
  const deps = { store, aside: createAsideStore(redis, prefix), clock: { now: () => now } } as unknown as AsideOutbox;
  return { id: made.id, store, deps };
}

describe('the end of a release that a newer worker led to it', () => {
  it('is left for that worker to tell', async () => {
    const { id, store, deps } = await endedByNewer('web');
    expect(await tellAside(deps, id)).toBeGreaterThan(now);
    expect(await store.untold()).toContain(id);
  });

  it('is given up when none has told it for a day', async () => {
    const { id, store, deps } = await endedByNewer('search');
    await redis.zadd(key.untold, 0, id);
    expect(await tellAside(deps, id)).toBeNull();
    expect(await store.untold()).not.toContain(id);
  });

  it('is over once it was told', async () => {
    const { id, store, deps } = await endedByNewer('mail');
    await store.markTold(id, 2);
    expect(await tellAside(deps, id)).toBeNull();
  });
});
