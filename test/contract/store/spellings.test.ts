import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/platform/log.ts';
import { createProducer } from '../../../src/queue/producer.ts';
import { createOutboxStore } from '../../../src/store/outbox-store.ts';
import { createQuarantineStore } from '../../../src/store/quarantine-store.ts';
import { createRedisStore } from '../../../src/store/redis-store.ts';
import type { FirstEvent } from '../../../src/store/release-store.ts';
import { createSpanLinks } from '../../../src/store/span-links.ts';
import { aoi } from '../../support/people.ts';
import { redisHere } from '../../support/redis.ts';
import { releaseStory } from '../../support/release-story.ts';

const here = redisHere();
let prefixes = 0;
const fresh = () => `{spelled-${process.pid}-${++prefixes}}:`;

const latest = {
  type: 'measured' as const,
  at: 9,
  sample: null,
  verdict: { kind: 'inconclusive' as const, why: 'no-data' as const, findings: [], seen: 0, wanted: 0, detail: '' },
};

/** A live release r1, made by the store itself. */
async function live(prefix: string) {
  const {
    id: _id,
    number: _number,
    ...first
  } = releaseStory().events[0] as FirstEvent & { id: string; number: number };
  const store = createRedisStore(here.redis, prefix);
  expect(await store.create(first)).toMatchObject({ kind: 'created', id: 'r1' });
  return { store, request: first.request };
}

/** What stands in Redis is read and written by workers of other versions beside this one: its spelling never changes. */
describe('a release in Redis', () => {
  it('is claimed and measured in the fields "epoch" and "look", under the request key "ask:…"', async () => {
    const prefix = fresh();
    const { store, request } = await live(prefix);
    expect(await here.redis.get(`${prefix}ask:${request.key}`)).toBe('r1');
    await here.redis.hset(`${prefix}release:r1`, 'epoch', 7);
    const claimed = await store.claim('r1', null);
    expect(claimed).toMatchObject({ kind: 'found', fencingToken: 8 });

    const lastMeasurement = { checkpoint: { at: 1 }, latest };
    expect(await store.setLastMeasurement('r1', { fencingToken: 8, lastMeasurement })).toBe(true);
    const { epoch, look } = await here.redis.hgetall(`${prefix}release:r1`);
    expect([epoch, JSON.parse(look ?? '')]).toEqual(['8', { memo: { at: 1 }, latest }]);
  });

  it('of another worker is read from these fields, and its claim voids the one before', async () => {
    const prefix = fresh();
    const { store } = await live(prefix);
    await store.claim('r1', null);
    await here.redis.hincrby(`${prefix}release:r1`, 'epoch', 1);
    await here.redis.hset(`${prefix}release:r1`, 'look', JSON.stringify({ memo: { at: 3 }, latest }));

    const stale = { fencingToken: 1, lastMeasurement: { checkpoint: null, latest: null } };
    expect(await store.setLastMeasurement('r1', stale)).toBe(false);
    expect(await store.append('r1', 1, [{ type: 'started', at: 1 }], stale)).toEqual({ kind: 'conflict' });
    expect(await store.claim('r1', null)).toMatchObject({
      fencingToken: 3,
      lastMeasurement: { checkpoint: { at: 3 }, latest },
    });
    expect(await store.fencingToken('r1')).toBe(3);
  });

  it('that was asked for under "ask:…" is not asked for again', async () => {
    const prefix = fresh();
    const {
      id: _id,
      number: _number,
      ...first
    } = releaseStory().events[0] as FirstEvent & { id: string; number: number };
    await here.redis.set(`${prefix}ask:${first.request.key}`, 'r41');
    expect(await createRedisStore(here.redis, prefix).create(first)).toEqual({ kind: 'repeated', id: 'r41' });
  });

  it('that nobody can read is known by "aside-epoch" and "aside-since"', async () => {
    const prefix = fresh();
    const { store } = await live(prefix);
    const quarantine = createQuarantineStore(here.redis, prefix);
    await store.claim('r1', null);
    expect(await quarantine.mark('r1')).toBe(0);
    const { 'aside-epoch': seen, 'aside-since': since } = await here.redis.hgetall(`${prefix}release:r1`);
    expect([seen, Number(since) > 0]).toEqual(['1', true]);

    await here.redis.hset(`${prefix}release:r1`, { epoch: 5, 'aside-epoch': 5, 'aside-since': Number(since) - 60_000 });
    expect((await quarantine.state('r1')).aloneMs).toBeGreaterThanOrEqual(60_000);
  });

  it('leaves what woke it under "waker:…"', async () => {
    const prefix = fresh();
    const links = createSpanLinks(here.redis, prefix);
    await links.leave('r1', 'mine');
    expect(await here.redis.get(`${prefix}waker:r1`)).toBe('mine');
    await here.redis.set(`${prefix}waker:r1`, 'theirs');
    expect(await links.take('r1')).toBe('theirs');
  });
});

describe('what Slack was told of a release', () => {
  const told = { channel: 'C1', ts: '1.2', hash: 'h', at: 5, version: 3 };
  const moved = { why: 'is_archived', from: 'C1', homes: [{ user: 'U1', channel: 'D1' }] };
  const picture = { kind: 'wanted', tries: 1, dueAt: 9 };

  it('is read as it has always been spelled', async () => {
    const prefix = fresh();
    await here.redis.hset(`${prefix}release:r1:slack`, {
      claim: 4,
      'told:card': JSON.stringify({ ...told, picture }),
      'try:note:2': 6,
      'file:card': 'F1',
      'road:alert:hold:3': 7,
      'refused:note:4': 8,
      'doubt:card': 2,
      moved: JSON.stringify(moved),
    });
    expect(await createOutboxStore(here.redis, prefix).claim('r1')).toEqual({
      lease: { id: 'r1', token: 5 },
      delivered: new Map([['card', { ...told, picture }]]),
      tried: new Map([['note:2', 6]]),
      files: new Map([['card', 'F1']]),
      raised: new Map([['alert:hold:3', 7]]),
      refused: new Map([['note:4', 8]]),
      doubts: new Map([['card', 2]]),
      moved,
    });
  });

  it('is written so, and a claim of another worker voids this one', async () => {
    const prefix = fresh();
    const outbox = createOutboxStore(here.redis, prefix);
    const { lease } = await outbox.claim('r1');
    await outbox.setTried(lease, 'card', 1);
    await outbox.setDelivered(lease, 'card', told);
    await outbox.setTried(lease, 'note:2', 6);
    await outbox.setFile(lease, 'card', 'F1');
    await outbox.setRaised(lease, 'alert:hold:3', 7);
    await outbox.setRefused(lease, 'note:4', 8);
    await outbox.setMoved(lease, moved);
    await outbox.doubt('r1', 'card');
    expect(await here.redis.hgetall(`${prefix}release:r1:slack`)).toEqual({
      claim: '1',
      'told:card': JSON.stringify(told),
      'try:note:2': '6',
      'file:card': 'F1',
      'road:alert:hold:3': '7',
      'refused:note:4': '8',
      moved: JSON.stringify(moved),
      'doubt:card': '1',
    });
    await here.redis.hincrby(`${prefix}release:r1:slack`, 'claim', 1);
    expect(await outbox.confirm(lease)).toBe(false);
  });
});

it('a request is a job "ask-…" of the queue "asks", named by its kind', async () => {
  const prefix = fresh().slice(0, -1);
  const producer = createProducer(here.redis, prefix, silentLog);
  const asked = { by: aoi, reason: null, key: 'C1:17:3', channel: 'C1', responseUrl: null };
  await producer.request({ kind: 'rollback', service: 'checkout', environment: 'production', ...asked });
  const { name, data } = await here.redis.hgetall(`${prefix}:asks:ask-C1_17_3`);
  expect([name, JSON.parse(data ?? '')]).toEqual([
    'rollback',
    { version: '', strategy: null, kind: 'rollback', service: 'checkout', environment: 'production', ...asked },
  ]);
  await producer.close();
});
