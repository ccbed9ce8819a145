import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { findRedis } from '../../../sandbox/redis/index.ts';
import type { Release } from '../../../src/domain/release.ts';
import { say } from '../../../src/outbox/deliver.ts';
import { LeaseLost } from '../../../src/outbox/lease.ts';
import type { Item } from '../../../src/outbox/order.ts';
import { createOutbox, type Delivery, type OutboxDeps } from '../../../src/outbox/outbox.ts';
import { silentLog } from '../../../src/platform/log.ts';
import { createSlack } from '../../../src/platform/slack/client.ts';
import { createOutboxStore } from '../../../src/store/outbox-store.ts';
import { closing } from '../../support/closing.ts';
import { seed, stage } from './fixture.ts';

const atEnd = closing();

const release = { id: 'r1', version: 4, phase: { kind: 'ended' }, plan: { target: { channel: 'C1' } } } as Release;
const card = (text: string): Item => ({
  key: 'card',
  kind: 'card',
  message: { text, blocks: [] },
  broadcast: false,
  chart: null,
  home: null,
});

/** Workers before one Slack and one Redis; each turn's clock stands still. */
async function workers() {
  const { sandbox, close } = await stage();
  atEnd(close);
  const server = await findRedis(process.env, () => undefined);
  atEnd(() => server.stop());
  const redis = new Redis(server.url);
  atEnd(() => redis.disconnect());
  const store = createOutboxStore(redis, `{test-${process.pid}-${Date.now()}}:`);
  async function begin(now: number): Promise<Delivery> {
    const clock = { now: () => now, sleep: async () => undefined };
    const slack = createSlack({ token: seed.botToken, apiUrl: sandbox.apiUrl, clock });
    const outbox = createOutbox({
      outbox: store,
      slack,
      clock,
      log: silentLog,
      editEveryMs: 0,
    } as unknown as OutboxDeps);
    return { outbox, release, memory: await store.claim('r1'), under: null, confirmedAt: now, figuresEveryMs: 0 };
  }
  return { begin, texts: () => sandbox.messages('releases').map(({ text }) => text) };
}

it('an edit that reaches Slack after another has said more is put right by the next turn', async () => {
  const { begin, texts } = await workers();
  await say(await begin(1000), card('asked'));
  const asleep = await begin(2000);
  await say(await begin(3000), card('ended'));
  expect(texts()).toEqual(['ended']);
  await expect(say(asleep, card('running'))).rejects.toThrow(LeaseLost);
  expect(texts()).toEqual(['running']);
  await say(await begin(4000), card('ended'));
  expect(texts()).toEqual(['ended']);
});
