import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sign } from '../../../sandbox/slack/index.ts';
import { type CommandStage, commandStage, signingSecret } from './stage.ts';

let stage: CommandStage;
beforeEach(async () => {
  stage = await commandStage('http');
});
afterEach(() => stage.close());

const nowSec = () => Math.floor(stage.world.clock.now() / 1000);
const form = 'application/x-www-form-urlencoded';

function command(text: string): string {
  return new URLSearchParams({
    command: '/deploy',
    text,
    user_id: 'U0AOI',
    user_name: 'aoi',
    channel_id: 'C00001',
    trigger_id: '1.2.3',
    team_id: 'T1',
    response_url: `${stage.slack.url}/response/T1/none`,
  }).toString();
}

async function post(body: string, headers: Record<string, string> = {}, type = form): Promise<number> {
  const answer = await fetch(stage.url, { method: 'POST', headers: { 'content-type': type, ...headers }, body });
  await answer.text();
  return answer.status;
}

function signed(body: string, { secret = signingSecret, at = nowSec() } = {}): Record<string, string> {
  return { 'x-slack-request-timestamp': String(at), 'x-slack-signature': sign(secret, at, body) };
}

describe('a request over HTTP', () => {
  it('is heard when Slack has signed it', async () => {
    const body = command('checkout 2.4.1');
    expect(await post(body, signed(body))).toBe(200);
    expect(stage.asks).toHaveLength(1);
  });

  it.each<[string, (body: string) => Record<string, string>]>([
    ['without a signature', () => ({})],
    ['signed with another secret', (body) => signed(body, { secret: 'guessed' })],
    ['signed for another body', () => signed(command('search 1'))],
    ['signed six minutes ago', (body) => signed(body, { at: nowSec() - 360 })],
    ['signed in six minutes', (body) => signed(body, { at: nowSec() + 360 })],
    ['with a time that is none', (body) => ({ ...signed(body), 'x-slack-request-timestamp': 'now' })],
  ])('%s is refused', async (_, headers) => {
    const body = command('checkout 2.4.1');
    expect(await post(body, headers(body))).toBe(401);
    expect(stage.asks).toEqual([]);
  });

  it('that is sent again by somebody else changes nothing', async () => {
    const body = command('checkout 2.4.1');
    const headers = signed(body);
    expect(await Promise.all([post(body, headers), post(body, headers)])).toEqual([200, 200]);
    expect(await post(body, headers)).toBe(200);
    expect(stage.asks).toHaveLength(1);
  });

  it('that was refused does not stand in the way of the true one', async () => {
    const body = command('checkout 2.4.1');
    const headers = signed(body);
    expect(await post(command('search 1.0.0'), headers)).toBe(401);
    expect(await post(body, headers)).toBe(200);
  });

  it('that looks at our certificate is answered, unsigned, and nothing else in it is done', async () => {
    expect(await post(`ssl_check=1&${command('checkout 2.4.1')}`)).toBe(200);
    const body = command('checkout 2.4.1');
    expect(await post(`ssl_check=1&${body}`, signed(`ssl_check=1&${body}`))).toBe(200);
    expect(stage.asks).toEqual([]);
  });

  it('that asks whose address this is gets its word back', async () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: 'c <1>' });
    const headers = { 'content-type': 'application/json', ...signed(body) };
    const answer = await fetch(stage.url, { method: 'POST', headers, body });
    expect([answer.status, await answer.json()]).toEqual([200, { challenge: 'c <1>' }]);
    expect(await post(body, {}, 'application/json')).toBe(401);
  });

  it.each([
    ['GET', '/slack/events', 404],
    ['POST', '/slack/elsewhere', 404],
    ['POST', '/slack/events?x=1', 401],
  ])('%s %s is answered with %i', async (method, path, status) => {
    const answer = await fetch(new URL(path, stage.url), { method });
    expect(answer.status).toBe(status);
  });

  it('that is cut short is no request', async () => {
    const { port, hostname } = new URL(stage.url);
    const socket = connect(Number(port), hostname);
    socket.end('POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\ncommand=');
    await once(socket.resume(), 'close');
    const body = command('checkout 2.4.1');
    expect(await post(body, signed(body))).toBe(200);
    expect(stage.asks).toHaveLength(1);
  });

  it.each([
    ['payload=not-json', form],
    ['payload=%7B%7D', form],
    ['payload=%5B%5D', form],
    ['payload=%7B%22type%22%3A%22block_actions%22%2C%22actions%22%3A%5B%5D%7D', form],
    ['payload=null', form],
    [`payload=${'x'.repeat(1024 * 1024)}`, form],
    ['', form],
    ['{"type":', 'application/json'],
    ['null', 'application/json'],
  ])('with the body %.60j harms nobody', async (body, type) => {
    const status = await post(body, signed(body), type);
    expect(status).toBeGreaterThanOrEqual(400);
    const good = command('checkout 2.4.1');
    expect(await post(good, signed(good))).toBe(200);
  });
});
