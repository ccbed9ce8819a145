import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App } from '@slack/bolt';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createHttpReceiver } from '../../../commands/http/receiver.ts';
import { sign } from '../../../sandbox/slack/index.ts';
import { silentLog } from '../../../src/platform/log.ts';

type Heard = Parameters<App['processEvent']>[0];

const secret = 'a-signing-secret';
const nowMs = 1_800_000_000_000;

let server: Server;
afterEach(() => new Promise((resolve) => server.close(resolve)));

/** The address of a receiver whose app does this with what it hears, and what it says in its log. */
async function receiving(processEvent: (heard: Heard) => Promise<void>) {
  const error = vi.fn<(facts: object, message: string) => void>();
  const { receiver, listener } = createHttpReceiver(secret, { ...silentLog, error }, () => nowMs);
  receiver.init({ processEvent } as App);
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const send = (body: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${port}/slack/events`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'x-slack-request-timestamp': String(nowMs / 1000),
        'x-slack-signature': sign(secret, nowMs / 1000, body),
        ...headers,
      },
    });
  return { send, error };
}

const click = '{"type":"block_actions"}';

describe('a request of Slack', () => {
  it('tells the app how often it came before, and why', async () => {
    const heard: Heard[] = [];
    const { send } = await receiving(async (event) => {
      heard.push(event);
      await event.ack();
    });
    await send(click);
    await send('{"type":"event_callback"}', { 'x-slack-retry-num': '2', 'x-slack-retry-reason': 'http_timeout' });
    expect(heard.map(({ ack: _, ...said }) => said)).toEqual([
      { body: { type: 'block_actions' } },
      { body: { type: 'event_callback' }, retryNum: 2, retryReason: 'http_timeout' },
    ]);
  });

  it.each([
    [undefined, '', null],
    ['', '', null],
    ['done', 'done', null],
    [{ response_action: 'clear' }, '{"response_action":"clear"}', 'application/json'],
  ])('acknowledged with %j is answered so', async (given, text, type) => {
    const { send } = await receiving(({ ack }) => ack(given));
    const answer = await send(click);
    expect([answer.status, await answer.text(), answer.headers.get('content-type')]).toEqual([200, text, type]);
  });

  it('is acknowledged once', async () => {
    const again = Promise.withResolvers<unknown>();
    const { send } = await receiving(async ({ ack }) => {
      await ack('first');
      again.resolve(ack('second').catch((error: unknown) => error));
    });
    expect(await (await send(click)).text()).toBe('first');
    expect(await again.promise).toMatchObject({ message: 'this request is answered already' });
  });

  it('that the app falls over is answered, and told', async () => {
    const { send, error } = await receiving(() => Promise.reject(new Error('broken')));
    expect((await send(click)).status).toBe(500);
    expect(error.mock.calls.map(([, message]) => message)).toEqual(['a request of Slack failed']);
  });

  it('that nobody acknowledges is ended when Slack has given it up, and told', async () => {
    const { send, error } = await receiving(async () => undefined);
    expect((await send(click)).status).toBe(504);
    expect(error.mock.calls.map(([, message]) => message)).toEqual(['a request of Slack was not acknowledged in 3 s']);
  });
});
