import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, SocketModeReceiver } from '@slack/bolt';
import { afterEach, describe, expect, it } from 'vitest';
import { sign } from '../../../sandbox/slack/index.ts';
import { botStage, type Stage, seed, silent, stage } from './fixture.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function keep<T extends Stage>(held: Promise<T>): Promise<T> {
  const there = await held;
  closers.push(there.close);
  return there;
}

interface Heard {
  headers: IncomingMessage['headers'];
  body: string;
}

/** A bare receiver that answers with the given statuses, one after the other. */
async function receiver(statuses: number[]): Promise<{ url: string; heard: Heard[] }> {
  const heard: Heard[] = [];
  const server: Server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    for await (const part of request) body += String(part);
    heard.push({ headers: request.headers, body });
    response.writeHead(statuses.shift() ?? 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`, heard };
}

describe('signed HTTP', () => {
  it('carries a v0 signature over timestamp and raw body', async () => {
    const { url, heard } = await receiver([200]);
    const { sandbox } = await keep(stage({ delivery: { mode: 'http', url } }));
    await sandbox.as('U1').command('releases', '/deploy a & b');
    const [request] = heard;
    const timestamp = Number(request?.headers['x-slack-request-timestamp']);
    expect(request?.headers['x-slack-signature']).toBe(sign(seed.signingSecret, timestamp, request?.body ?? ''));
    expect(new URLSearchParams(request?.body).get('text')).toBe('a &amp; b');
  });

  it('signed with another secret is refused by Bolt, and the person is told', async () => {
    const held = await keep(botStage('http', (app) => app.command('/deploy', async ({ ack }) => ack())));
    const stranger = await keep(stage({ seed: { ...seed, signingSecret: 'another' }, delivery: { mode: 'socket' } }));
    await held.sandbox.as('U1').command('releases', '/deploy fine');
    stranger.sandbox.setDelivery({ mode: 'http', url: held.botUrl });
    await stranger.sandbox.as('U1').command('releases', '/deploy forged');
    expect(held.sandbox.deliveries[0]?.outcome.kind).toBe('acked');
    await expect(stranger.sandbox.as('U1').waitForEphemeral()).resolves.toMatchObject({
      text: '/deploy failed with the error “http_service_error”',
    });
  });

  it('repeats unanswered events with retry headers, but never a command', async () => {
    const { url, heard } = await receiver([500, 500, 200, 500]);
    const { sandbox } = await keep(stage({ delivery: { mode: 'http', url }, timing: { eventRetryMs: [1, 1, 1] } }));
    await sandbox.as('U1').openHome();
    await expect
      .poll(() => sandbox.deliveries.map(({ outcome }) => outcome.kind))
      .toEqual(['failed', 'failed', 'acked']);
    await sandbox.as('U1').command('releases', '/deploy');
    expect(heard.map(({ headers }) => headers['x-slack-retry-num'])).toEqual([undefined, '1', '2', undefined]);
    expect(JSON.parse(heard[0]?.body ?? '')).toMatchObject({
      type: 'event_callback',
      event: { type: 'app_home_opened' },
    });
  });
});

describe('sockets', () => {
  it('share the work when several bots are connected', async () => {
    const heard: string[] = [];
    const held = await keep(
      botStage('socket', (app) => {
        app.command('/deploy', async ({ ack, command }) => {
          heard.push(`one ${command.text}`);
          await ack();
        });
      }),
    );
    const clientOptions = { slackApiUrl: held.sandbox.apiUrl };
    const second = new App({
      token: seed.botToken,
      deferInitialization: true,
      clientOptions,
      logger: silent,
      receiver: new SocketModeReceiver({
        appToken: seed.appToken,
        logger: silent,
        installerOptions: { clientOptions },
      }),
    });
    second.command('/deploy', async ({ ack, command }) => {
      heard.push(`two ${command.text}`);
      await ack();
    });
    await second.init();
    await second.start();
    closers.push(() => second.stop());
    await held.sandbox.waitForBots(2);
    for (const text of ['a', 'b', 'c', 'd']) await held.sandbox.as('U1').command('releases', `/deploy ${text}`);
    expect(heard.map((line) => line.slice(0, 3)).sort()).toEqual(['one', 'one', 'two', 'two']);
  });

  it('without any bot fail at once', async () => {
    const { sandbox } = await keep(stage());
    await expect(sandbox.as('U1').command('releases', '/deploy')).resolves.toMatchObject({ ok: false });
    expect(sandbox.deliveries).toMatchObject([{ outcome: { kind: 'failed', error: 'dispatch_failed' } }]);
  });

  it('need a ticket that apps.connections.open gave out', async () => {
    const { sandbox } = await keep(stage());
    const socket = new WebSocket(`${sandbox.url.replace('http', 'ws')}/link/?ticket=guess`);
    await expect(new Promise((resolve) => socket.addEventListener('error', () => resolve('refused')))).resolves.toBe(
      'refused',
    );
  });
});

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
