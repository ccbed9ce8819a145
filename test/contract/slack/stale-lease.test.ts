import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { findRedis } from '../../../sandbox/redis/index.ts';
import { createSlack } from '../../../src/platform/slack/client.ts';
import { createOutboxStore } from '../../../src/store/outbox-store.ts';
import { closing } from '../../support/closing.ts';
import { seed, stage } from './fixture.ts';

const atEnd = closing();

it('whatever a turn writes after another has begun is not kept', async () => {
  const server = await findRedis(process.env, () => undefined);
  atEnd(() => server.stop());
  const redis = new Redis(server.url);
  atEnd(() => redis.disconnect());
  const outbox = createOutboxStore(redis, `{test-${process.pid}-${Date.now()}}:`);
  const { lease: stale } = await outbox.claim('r1');
  expect(await outbox.setTried(stale, 'card', 1)).toBe(true);
  const { lease, tried } = await outbox.claim('r1');
  expect(tried.get('card')).toBe(1);
  const mine = { channel: 'C1', ts: '1.2', hash: 'new', at: 5, version: 3 };
  expect(await outbox.setDelivered(lease, 'card', mine)).toBe(true);
  expect(await outbox.confirm(stale)).toBe(false);
  expect(await outbox.setDelivered(stale, 'card', { ...mine, ts: '9.9' })).toBe(false);
  expect(await outbox.setTried(stale, 'note:2', 6)).toBe(false);
  expect(await outbox.setRefused(stale, 'card', 6)).toBe(false);
  expect(await outbox.forget(stale, 'card')).toBe(false);
  expect(await outbox.setMoved(stale, { why: 'is_archived', from: 'C1', homes: [] })).toBe(false);
  const picture = { kind: 'wanted' as const, tries: 1, dueAt: 9 };
  expect(await outbox.setRefused(lease, 'alert', 7)).toBe(true);
  expect((await outbox.claim('r1')).refused).toEqual(new Map([['alert', 7]]));
  const alert = { ...mine, picture };
  expect(await outbox.setDelivered((await outbox.claim('r1')).lease, 'alert', alert)).toBe(true);
  const memory = await outbox.claim('r1');
  expect(Object.fromEntries(memory.delivered)).toEqual({ card: mine, alert });
  expect(memory).toMatchObject({ tried: new Map(), refused: new Map(), moved: null });
  await outbox.doubt('r1', 'card');
  expect((await outbox.claim('r1')).doubts).toEqual(new Map([['card', 1]]));
  expect(await outbox.forget(memory.lease, 'card')).toBe(false);
  expect(await outbox.forget((await outbox.claim('r1')).lease, 'card')).toBe(true);
  expect([...(await outbox.claim('r1')).delivered.keys()]).toEqual(['alert']);
});

it.each([
  ['at first', 0],
  ['while its connection is opened', 1],
])('a call whose process was frozen %s does not leave it', async (_, looksBefore) => {
  const { sandbox, close } = await stage();
  atEnd(close);
  let looks = 0;
  const clock = { now: () => (looks++ < looksBefore ? 1000 : 9000), sleep: async () => undefined };
  const slack = createSlack({ token: seed.botToken, apiUrl: sandbox.apiUrl, clock });
  const late = { code: 'late', retryable: true };
  const message = { text: 'hello', blocks: [] };
  const post = () => slack.post({ channel: 'C1' }, message, { release: 'r1', key: 'card' }, { notAfter: 2000 });
  await expect(post()).rejects.toMatchObject(late);
  const posted = await slack.post({ channel: 'C1' }, message, { release: 'r1', key: 'card' });
  looks = 0;
  await expect(slack.update(posted, { text: 'old', blocks: [] }, { notAfter: 2000 })).rejects.toMatchObject(late);
  looks = 0;
  await expect(post()).rejects.toMatchObject(late);
  expect(sandbox.messages('releases').map(({ text }) => text)).toEqual(['hello']);
});

it('a call whose time is over does not leave the process', async () => {
  const { sandbox, close } = await stage();
  atEnd(close);
  let now = 1000;
  const clock = { now: () => now, sleep: async () => undefined };
  const slack = createSlack({ token: seed.botToken, apiUrl: sandbox.apiUrl, clock });
  const message = { text: 'hello', blocks: [] };
  const mark = { release: 'r1', key: 'card' };
  const posted = await slack.post({ channel: 'C1' }, message, mark, { notAfter: 1000 });
  now = 1001;
  await expect(slack.post({ channel: 'C1' }, message, mark, { notAfter: 1000 })).rejects.toMatchObject({
    code: 'late',
  });
  await expect(slack.update(posted, { text: 'old', blocks: [] }, { notAfter: 1000 })).rejects.toMatchObject({
    code: 'late',
    retryable: true,
  });
  expect(sandbox.messages('releases').map(({ text }) => text)).toEqual(['hello']);
});
