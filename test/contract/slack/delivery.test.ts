import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, SocketModeReceiver } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { sign } from '../../../sandbox/slack/index.ts';
import { closing } from '../../support/closing.ts';
import { botStage, keeping, seed, silent, stage } from './fixture.ts';

const atEnd = closing();
const keep = keeping(atEnd);

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
  atEnd(() => new Promise((resolve) => server.close(resolve)));
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
    atEnd(() => second.stop());
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
