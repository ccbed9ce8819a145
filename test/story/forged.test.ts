import { describe, expect, it } from 'vitest';
import { sign } from '../../sandbox/slack/index.ts';
import { people, seed } from '../../sandbox/world/people.ts';
import { channel, stage } from './world.ts';

describe('requests that do not come from Slack', () => {
  const here = stage({}, { http: true });
  const body = (trigger: string) =>
    new URLSearchParams({
      command: '/deploy',
      text: 'checkout 2.4.1 to staging',
      user_id: people.aoi,
      user_name: 'aoi',
      channel_id: 'C01RELEASES',
      trigger_id: trigger,
      response_url: `${here.world.slack.url}/nowhere`,
    }).toString();
  const post = (text: string, headers: Record<string, string>) =>
    fetch(`http://127.0.0.1:${here.app.port}/slack/events`, {
      method: 'POST',
      body: text,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });
  const signed = (text: string, secret: string, at: number) => {
    const timestamp = Math.floor(at / 1000);
    return { 'x-slack-request-timestamp': String(timestamp), 'x-slack-signature': sign(secret, timestamp, text) };
  };

  it.each([
    ['without a signature', () => ({})],
    ['with another secret', (text: string) => signed(text, 'not the secret', Date.now())],
    ['with the signature of another body', () => signed(body('other'), seed.signingSecret, Date.now())],
    ['of an hour ago', (text: string) => signed(text, seed.signingSecret, Date.now() - 3_600_000)],
  ])('are refused: %s', async (_name, headers) => {
    const text = body('t1');
    expect((await post(text, headers(text))).status).toBe(401);
    expect(here.world.slack.messages(channel)).toEqual([]);
  });

  it('a genuine one that is replayed makes one release', async () => {
    const text = body('t2');
    const headers = signed(text, seed.signingSecret, Date.now());
    expect(
      (await Promise.all([post(text, headers), post(text, headers), post(text, headers)])).map(({ status }) => status),
    ).toEqual([200, 200, 200]);
    await here.world.slack.waitForMessage(({ text: words }) => words.includes('2.4.1'), 10_000);
    const aoi = here.world.slack.as(people.aoi);
    await aoi.command(channel, '/deploy status');
    const status = await aoi.waitForEphemeral(({ text: words }) => words.includes('In progress'));
    expect(status.text.match(/#\d+/g)).toEqual(['#1']);
    await aoi.command(channel, '/deploy abort #1');
    await aoi.waitForEphemeral(({ text: words }) => /#1/.test(words) && /rolled #1|withdrew/.test(words));
  });

  it('malformed payloads are answered and harm nothing', async () => {
    for (const text of ['', 'payload=%7Bnot-json', 'payload=%7B%7D', '{"type":1}', 'a'.repeat(5000)]) {
      const { status } = await post(text, signed(text, seed.signingSecret, Date.now()));
      expect(status).toBeGreaterThanOrEqual(400);
    }
    const health = await fetch(`http://127.0.0.1:${here.app.port}/readyz`);
    expect(health.status).toBe(200);
  }, 60_000);
});
