import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FoundRedis, findRedis } from '../../../sandbox/redis/index.ts';
import { createAsideStore } from '../../../src/store/aside-store.ts';
import { createOutboxStore } from '../../../src/store/outbox-store.ts';
import { keysOf } from '../../../src/store/redis-keys.ts';
import { createRedisStore } from '../../../src/store/redis-store.ts';
import { firstEvent } from './suite.ts';

const prefix = `{given-up-${process.pid}}:`;

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

it('a release that was given up makes way for itself, told anew; its damaged log is kept', async () => {
  const store = createRedisStore(redis, prefix);
  const aside = createAsideStore(redis, prefix);
  const outbox = createOutboxStore(redis, prefix);
  const key = keysOf(prefix);
  await store.create(firstEvent('k1'));
  await redis.xadd(key.log('r1'), '2-0', 'e', '{"type":"meas');
  const { turn } = await outbox.takeUp('r1');
  await outbox.setTold(turn, 'card', { channel: 'C1', ts: '1.1', hash: 'h', at: 1 });
  expect(await store.adopt(1, firstEvent('k2'))).toEqual({ kind: 'busy', id: 'r1' });
  expect(await aside.abandon('r1')).toBe(true);

  expect(await store.adopt(1, firstEvent('k2'))).toEqual({ kind: 'created', id: 'r1', number: 1 });
  expect(await store.load('r1')).toMatchObject({ kind: 'found', events: [{ type: 'requested' }] });
  expect(await aside.state('r1')).toMatchObject({ live: true, abandoned: false });
  expect((await outbox.takeUp('r1')).told.size).toBe(0);
  expect(await redis.xlen(`${key.log('r1')}:given-up`)).toBe(2);
});
