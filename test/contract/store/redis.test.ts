import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FoundRedis, findRedis } from '../../../sandbox/redis/index.ts';
import { createRedisStore } from '../../../src/store/redis-store.ts';
import { mika } from '../../support/people.ts';
import { firstEvent } from './events.ts';
import { storeSuite } from './suite.ts';

let found: FoundRedis;
let redis: Redis;
let count = 0;

beforeAll(async () => {
  found = await findRedis(process.env, () => undefined);
  redis = new Redis(found.url);
});
afterAll(async () => {
  redis.disconnect();
  await found.stop();
});

const prefix = (): string => `{sluice-test-${process.pid}-${count}}:`;
const fresh = async () => {
  count += 1;
  return createRedisStore(redis, prefix());
};

storeSuite('Redis', fresh);

describe('release store: Redis, damaged', () => {
  it('tells a damaged entry from one of a newer Sluice', async () => {
    const store = await fresh();
    await store.create(firstEvent('k1'));
    await redis.xadd(`${prefix()}release:r1:log`, '2-0', 'e', '{"type":"from-the-future","at":1}');
    expect(await store.load('r1')).toMatchObject({ kind: 'newer', detail: expect.stringContaining('2-0') });
    await redis.xadd(`${prefix()}release:r1:log`, '3-0', 'e', '{"type":"appro');
    await redis.xtrim(`${prefix()}release:r1:log`, 'MINID', '3-0');
    expect(await store.load('r1')).toMatchObject({ kind: 'broken' });
  });

  it('notices a gap in what a worker has read before', async () => {
    const store = await fresh();
    await store.create(firstEvent('k1'));
    await store.append('r1', 1, [{ type: 'started', at: 1 }]);
    const first = await store.claim('r1', null);
    if (first.kind !== 'found') throw new Error('the log must be there');
    await redis.xdel(`${prefix()}release:r1:log`, '1-0');
    expect(await store.claim('r1', first.known)).toMatchObject({ kind: 'broken' });
  });

  it('notices a gap in the log', async () => {
    const store = await fresh();
    await store.create(firstEvent('k1'));
    await store.append('r1', 1, [
      { type: 'started', at: 1 },
      { type: 'approval.reminded', at: 2 },
    ]);
    await redis.xdel(`${prefix()}release:r1:log`, '2-0');
    expect(await store.load('r1')).toMatchObject({ kind: 'broken', detail: expect.stringContaining('entry 2') });
  });

  it('notices a gap in what it has read before itself', async () => {
    const store = await fresh();
    await store.create(firstEvent('k1'));
    await store.append('r1', 1, [{ type: 'started', at: 1 }]);
    await store.append('r1', 2, [{ type: 'approval.reminded', at: 2 }]);
    expect(await store.load('r1')).toMatchObject({ kind: 'found' });
    await redis.xdel(`${prefix()}release:r1:log`, '2-0');
    expect(await store.load('r1')).toMatchObject({ kind: 'broken', detail: expect.stringContaining('entry 2') });
  });

  it('notices that the last entry is gone, which Redis would let nothing follow', async () => {
    const store = await fresh();
    await store.create(firstEvent('k1'));
    await store.append('r1', 1, [{ type: 'started', at: 1 }]);
    const first = await store.claim('r1', null);
    if (first.kind !== 'found') throw new Error('the log must be there');
    await redis.xdel(`${prefix()}release:r1:log`, '2-0');
    const broken = { kind: 'broken', detail: expect.stringContaining('entry 2') };
    expect(await store.load('r1')).toMatchObject(broken);
    expect(await store.claim('r1', null)).toMatchObject(broken);
    expect(await store.claim('r1', first.known)).toMatchObject(broken);
  });
});

describe('release store: Redis, a place for which somebody waits', () => {
  const superseded = { type: 'superseded', at: 2, by: mika, version: '2.4.2' } as const;
  const queued = { type: 'queued', at: 2, behind: { number: 1, version: '2.4.1' }, expiresAt: 9000 } as const;

  it('is taken by whoever waits, and by nobody else, where an older Sluice has ended the one before', async () => {
    const store = await fresh();
    await store.create(firstEvent('k1'));
    await store.enqueue(firstEvent('k2'), { behind: 'r1', superseding: null, queued, superseded });
    await redis.srem(`${prefix()}live`, 'r1');
    await redis.del(`${prefix()}lock:checkout/production`);
    expect(await store.create(firstEvent('k3'))).toEqual({ kind: 'busy', id: 'r2' });
    expect(await store.takeTurn('r2')).toBe('has');
    expect([await store.liveOf('checkout', 'production'), await store.nextOf('checkout', 'production')]).toEqual([
      'r2',
      null,
    ]);
  });

  it('is waited for again where Redis has lost who waits', async () => {
    const store = await fresh();
    await store.create(firstEvent('k1'));
    await store.enqueue(firstEvent('k2'), { behind: 'r1', superseding: null, queued, superseded });
    await redis.del(`${prefix()}lock:checkout/production:next`);
    expect(await store.takeTurn('r2')).toBe('waits');
    expect(await store.nextOf('checkout', 'production')).toBe('r2');
  });
});
