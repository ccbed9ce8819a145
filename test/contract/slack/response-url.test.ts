import { describe, expect, it } from 'vitest';
import { closing } from '../../support/closing.ts';
import { botStage, keeping } from './fixture.ts';

const keep = keeping(closing());

describe('a response_url', () => {
  const reply = (url: unknown, body: object) =>
    fetch(String(url), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

  async function clicked(options: { now?: () => number } = {}) {
    const clock = options.now ? { clock: { now: options.now } } : {};
    const held = await keep(botStage('socket', (app) => app.action('go', async ({ ack }) => ack()), clock));
    const aoi = held.sandbox.as('U1');
    const button = { type: 'button' as const, action_id: 'go', text: { type: 'plain_text' as const, text: 'Go' } };
    const blocks = [{ type: 'actions' as const, elements: [button] }];
    return { held, aoi, blocks };
  }

  it('answers five times, then no more', async () => {
    const { held, aoi, blocks } = await clicked();
    const { ts = '' } = await held.client.chat.postMessage({ channel: 'C1', text: 'card', blocks });
    await aoi.click({ channel: 'C1', ts }, 'go');
    const url = held.sandbox.deliveries[0]?.body['response_url'];
    const hidden = { text: 'x', response_type: 'ephemeral', replace_original: false };
    for (let n = 0; n < 5; n += 1) expect((await reply(url, hidden)).status).toBe(200);
    const sixth = await reply(url, hidden);
    expect([sixth.status, await sixth.json()]).toEqual([404, { ok: false, error: 'used_url' }]);
    expect(held.sandbox.ephemerals('U1')).toHaveLength(5);
  });

  it('changes or takes away the message that was clicked', async () => {
    const { held, aoi, blocks } = await clicked();
    const { ts = '' } = await held.client.chat.postMessage({ channel: 'C1', text: 'card', blocks });
    await aoi.click({ channel: 'C1', ts }, 'go');
    const url = held.sandbox.deliveries[0]?.body['response_url'];
    await reply(url, { text: 'changed', replace_original: true });
    expect(held.sandbox.messages('releases')).toMatchObject([{ ts, text: 'changed', blocks: [] }]);
    await reply(url, { delete_original: true });
    expect(held.sandbox.messages('releases')).toEqual([]);
  });

  it('is the only way to change an ephemeral message', async () => {
    const { held, aoi, blocks } = await clicked();
    const { message_ts = '' } = await held.client.chat.postEphemeral({
      channel: 'C1',
      user: 'U1',
      text: 'sure?',
      blocks,
    });
    await aoi.click({ channel: 'C1', ts: message_ts }, 'go');
    const [delivery] = held.sandbox.deliveries;
    expect(delivery?.body).not.toHaveProperty('message');
    expect(delivery?.body['container']).toMatchObject({ is_ephemeral: true });
    await reply(delivery?.body['response_url'], { text: 'done', replace_original: true });
    expect(held.sandbox.ephemerals('U1')).toMatchObject([{ ts: message_ts, text: 'done' }]);
    await reply(delivery?.body['response_url'], {
      text: 'for all',
      response_type: 'in_channel',
      replace_original: false,
    });
    expect(held.sandbox.messages('releases')).toMatchObject([{ text: 'for all' }]);
  });

  it('expires after thirty minutes', async () => {
    let now = Date.UTC(2026, 10, 21);
    const { held, aoi, blocks } = await clicked({ now: () => now });
    const { ts = '' } = await held.client.chat.postMessage({ channel: 'C1', text: 'card', blocks });
    await aoi.click({ channel: 'C1', ts }, 'go');
    now += 30 * 60_000 + 1;
    const late = await reply(held.sandbox.deliveries[0]?.body['response_url'], { text: 'late' });
    expect([late.status, await late.json()]).toEqual([404, { ok: false, error: 'expired_url' }]);
  });
});
