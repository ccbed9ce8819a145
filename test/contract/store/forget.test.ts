import { describe, expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import type { Outcome } from '../../../src/domain/reasons.ts';
import { createOutboxStore } from '../../../src/store/outbox-store.ts';
import { createRedisStore } from '../../../src/store/redis-store.ts';
import type { ReleaseStore } from '../../../src/store/release-store.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { mika } from '../../support/people.ts';
import { redisHere } from '../../support/redis.ts';
import { firstEvent } from './events.ts';

const here = redisHere();
let count = 0;
const prefix = () => `{forget-${process.pid}-${count}}:`;

const kinds: Record<string, () => ReleaseStore> = {
  memory: () => createMemoryStore(),
  Redis() {
    count += 1;
    return createRedisStore(here.redis, prefix());
  },
};

const ending = (outcome: Outcome): ReleaseEvent => ({ type: 'finished', at: 5, outcome, by: mika, reason: null });

/** Releases of a service, one after the other, each ended and told. */
async function released(store: ReleaseStore, times: number, service = 'checkout', environment = 'production') {
  for (let index = 0; index < times; index += 1) {
    const made = await store.create(firstEvent(`${service} ${environment} ${index}`, service, environment, index + 1));
    if (made.kind !== 'created') throw new Error('the release must be new');
    await store.append(made.id, 1, [ending('succeeded')]);
    await store.markNotified(made.id, 2);
  }
}

/** The same of a flag alone. */
async function flagged(store: ReleaseStore, times: number) {
  for (let index = 0; index < times; index += 1) {
    const first = firstEvent(`flag ${index}`, 'checkout', 'production', 100 + index);
    const flag = { flag: 'new-pricing', to: { kind: 'share' as const, percent: 25 } };
    const made = await store.create({ ...first, request: { ...first.request, flag } });
    if (made.kind !== 'created') throw new Error('the release must be new');
    await store.append(made.id, 1, [ending('succeeded')]);
    await store.markNotified(made.id, 2);
  }
}

const all = { before: 1000, keep: 2, from: 0, count: 100 };

describe.each(Object.entries(kinds))('old releases in %s', (_, open) => {
  it('are forgotten but for the last of each service and environment', async () => {
    const store = open();
    await released(store, 4);
    await released(store, 3, 'checkout', 'staging');
    await released(store, 1, 'search');
    const { ids, next } = await store.forget(all);
    expect([ids.sort(), next]).toEqual([['r1', 'r2', 'r5'], 0]);
    expect(await store.load('r1')).toEqual({ kind: 'missing' });
    expect(await store.idOfNumber(1)).toBeNull();
    expect((await store.history({ limit: 10 })).sort()).toEqual(['r3', 'r4', 'r6', 'r7', 'r8']);
    expect(await store.history({ service: 'checkout', limit: 10 })).toHaveLength(4);
    expect(await store.history({ service: 'checkout', environment: 'staging', limit: 10 })).toEqual(['r7', 'r6']);
    expect(await store.create(firstEvent('new'))).toMatchObject({ kind: 'created', id: 'r9' });
  });

  it('that moved a flag alone push out none that brought a version, and are counted apart', async () => {
    const store = open();
    await released(store, 3);
    await flagged(store, 4);
    expect((await store.forget(all)).ids.sort()).toEqual(['r1', 'r4', 'r5']);
    expect(await store.history({ service: 'checkout', environment: 'production', limit: 10 })).toEqual([
      'r7',
      'r6',
      'r3',
      'r2',
    ]);
  });

  it('are looked at slice by slice', async () => {
    const store = open();
    await released(store, 5);
    expect(await store.forget({ ...all, keep: 4, count: 2 })).toEqual({ ids: ['r1'], next: 1 });
    expect(await store.forget({ ...all, keep: 4, from: 1, count: 2 })).toEqual({ ids: [], next: 3 });
    expect(await store.forget({ ...all, keep: 4, from: 3, count: 2 })).toEqual({ ids: [], next: 0 });
  });

  it('stay where they are live, not told yet, or may have left something behind', async () => {
    const store = open();
    await store.create(firstEvent('live', 'live'));
    await store.create(firstEvent('untold', 'untold'));
    await store.append('r2', 1, [ending('succeeded')]);
    await store.create(firstEvent('left', 'left'));
    await store.append('r3', 1, [ending('handed-over')]);
    await store.markNotified('r3', 2);
    expect(await store.forget({ ...all, before: 10_000, keep: 0 })).toEqual({ ids: [], next: 0 });
  });

  it('stay where they are not old', async () => {
    const store = open();
    await released(store, 3);
    expect(await store.forget({ ...all, before: 3, keep: 0 })).toMatchObject({ ids: ['r1', 'r2'] });
  });
});

it('leaves no key of what is forgotten, and what cannot be read alone', async () => {
  const store = kinds['Redis']?.() as ReleaseStore;
  await released(store, 2);
  const outbox = createOutboxStore(here.redis, prefix());
  await outbox.claim('r1');
  await here.redis.del(`${prefix()}release:r2:log`);
  await here.redis.xadd(`${prefix()}release:r2:log`, '1-0', 'e', '[1');
  expect(await store.forget({ ...all, keep: 0 })).toMatchObject({ ids: ['r1'] });
  expect(await here.redis.keys(`${prefix()}release:r1*`)).toEqual([]);
  expect(await store.history({ limit: 10 })).toEqual(['r2']);
});
