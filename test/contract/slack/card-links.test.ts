import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { findRedis } from '../../../sandbox/redis/index.ts';
import { createSlack } from '../../../src/platform/slack/client.ts';
import { createCardLinks } from '../../../src/requests/card-links.ts';
import { createOutboxStore } from '../../../src/store/outbox-store.ts';
import { closing } from '../../support/closing.ts';
import { seed, stage } from './fixture.ts';

const atEnd = closing();

it('the address of a card is what was noted, or else what Slack says', async () => {
  const { sandbox, close } = await stage();
  atEnd(close);
  const server = await findRedis(process.env, () => undefined);
  atEnd(() => server.stop());
  const redis = new Redis(server.url);
  atEnd(() => redis.disconnect());
  const outbox = createOutboxStore(redis, `{test-${process.pid}-${Date.now()}}:`);
  const slack = createSlack({ token: seed.botToken, apiUrl: sandbox.apiUrl });
  const cardLinks = createCardLinks(outbox, slack);
  expect(await cardLinks('r1')).toBeNull();

  const posted = await slack.post({ channel: 'C1' }, { text: 'card', blocks: [] }, { release: 'r1', key: 'card' });
  const { lease } = await outbox.claim('r1');
  await outbox.setDelivered(lease, 'card', { ...posted, hash: 'h', at: 1 });
  expect(await cardLinks('r1')).toBe(await slack.permalink(posted));

  sandbox.faults.refuse({ method: 'chat.getPermalink', code: 'internal_error', times: 1 });
  expect(await cardLinks('r1')).toBeNull();
  await outbox.setFile(lease, 'card', 'https://riverside.slack.com/archives/C1/p1');
  expect(await cardLinks('r1')).toBe('https://riverside.slack.com/archives/C1/p1');

  await outbox.setMoved(lease, { why: 'is_archived', from: 'C1', homes: [{ user: 'U1', channel: 'D1' }] });
  expect(await cardLinks('r1')).toBeNull();
  redis.disconnect();
  expect(await cardLinks('r1')).toBeNull();
});
