import { expect, it } from 'vitest';
import { createOutboxStore } from '../../../src/store/outbox-store.ts';
import { createQuarantineStore } from '../../../src/store/quarantine-store.ts';
import { keysOf } from '../../../src/store/redis-keys.ts';
import { createRedisStore } from '../../../src/store/redis-store.ts';
import { redisHere } from '../../support/redis.ts';
import { firstEvent } from './events.ts';

const prefix = `{given-up-${process.pid}}:`;

const here = redisHere();

it('a release that was given up makes way for itself, told anew; its damaged log is kept', async () => {
  const store = createRedisStore(here.redis, prefix);
  const quarantine = createQuarantineStore(here.redis, prefix);
  const outbox = createOutboxStore(here.redis, prefix);
  const key = keysOf(prefix);
  await store.create(firstEvent('k1'));
  await here.redis.xadd(key.log('r1'), '2-0', 'e', '{"type":"meas');
  const { lease } = await outbox.claim('r1');
  await outbox.setDelivered(lease, 'card', { channel: 'C1', ts: '1.1', hash: 'h', at: 1 });
  expect(await store.adopt(1, firstEvent('k2'))).toEqual({ kind: 'busy', id: 'r1' });
  expect(await quarantine.abandon('r1')).toBe(true);

  expect(await store.adopt(1, firstEvent('k2'))).toEqual({ kind: 'created', id: 'r1', number: 1 });
  expect(await store.load('r1')).toMatchObject({ kind: 'found', events: [{ type: 'requested' }] });
  expect(await quarantine.state('r1')).toMatchObject({ live: true, abandoned: false });
  expect((await outbox.claim('r1')).delivered.size).toBe(0);
  expect(await here.redis.xlen(`${key.log('r1')}:given-up`)).toBe(2);
});
