import { webApi } from '@slack/bolt';
import { afterEach, describe, expect, it } from 'vitest';
import { type BotStage, botStage, errorOf, type Stage, seed, silent, stage } from './fixture.ts';

let held: Stage | BotStage;
afterEach(() => held.close());

const post = (text: string) => held.client.chat.postMessage({ channel: 'C1', text });
const texts = () => held.sandbox.messages('releases').map(({ text }) => text);

describe('trouble on demand', () => {
  it('429 carries Retry-After and hits only the method it is for, as often as asked', async () => {
    held = await stage({}, { rejectRateLimitedCalls: true });
    const fault = held.sandbox.faults.rateLimit({ method: 'chat.postMessage', times: 1, retryAfterSec: 7 });
    await expect(held.client.auth.test()).resolves.toMatchObject({ ok: true });
    await expect(post('one')).rejects.toMatchObject({ code: webApi.ErrorCode.RateLimitedError, retryAfter: 7 });
    await expect(post('two')).resolves.toMatchObject({ ok: true });
    expect(fault.hits()).toBe(1);
    expect(texts()).toEqual(['two']);
    expect(held.sandbox.journal.map(({ method, status, fault: hit }) => [method, status, hit])).toEqual([
      ['auth.test', 200, undefined],
      ['chat.postMessage', 429, 'rate_limited'],
      ['chat.postMessage', 200, undefined],
    ]);
  });

  it('5xx lasts until it is stopped', async () => {
    held = await stage();
    const fault = held.sandbox.faults.serverError({ status: 502 });
    await expect(post('one')).rejects.toMatchObject({ code: webApi.ErrorCode.HTTPError, statusCode: 502 });
    fault.stop();
    await post('two');
    expect(texts()).toEqual(['two']);
  });

  it('a reset before the call leaves nothing; a reset after it leaves the message', async () => {
    held = await stage();
    held.sandbox.faults.reset({ when: 'before', times: 1 });
    await expect(post('lost')).rejects.toMatchObject({ code: webApi.ErrorCode.RequestError });
    expect(texts()).toEqual([]);
    held.sandbox.faults.reset({ when: 'after', times: 1 });
    await expect(post('there all the same')).rejects.toMatchObject({ code: webApi.ErrorCode.RequestError });
    expect(texts()).toEqual(['there all the same']);
  });

  it('latency lets a client run into its own timeout', async () => {
    held = await stage();
    const { apiUrl: slackApiUrl, faults } = held.sandbox;
    const hasty = new webApi.WebClient(seed.botToken, {
      slackApiUrl,
      timeout: 200,
      retryConfig: { retries: 0 },
      logger: silent,
    });
    faults.latency({ ms: 600_000, times: 1 });
    const slow = hasty.chat.postMessage({ channel: 'C1', text: 'slow' });
    await expect(slow).rejects.toMatchObject({ code: webApi.ErrorCode.RequestError });
    await expect(post('fast')).resolves.toMatchObject({ ok: true });
  });

  it('Slack’s own pace can be switched on: a burst passes, then 429', async () => {
    held = await stage({ rateLimits: 'slack', clock: { now: () => 1_000_000 } }, { rejectRateLimitedCalls: true });
    for (const text of ['a', 'b', 'c']) await post(text);
    await expect(post('d')).rejects.toMatchObject({ code: webApi.ErrorCode.RateLimitedError, retryAfter: 1 });
  });

  it('an outage cuts sockets and calls, and is over afterwards', async () => {
    held = await botStage('socket', (app) => app.command('/deploy', async ({ ack }) => ack('here')));
    const aoi = held.sandbox.as('U1');
    const outage = held.sandbox.faults.outage();
    expect(await errorOf(post('x'))).toMatch(/fetch failed|request/i);
    await aoi.command('releases', '/deploy');
    await expect(aoi.waitForEphemeral()).resolves.toMatchObject({
      text: '/deploy failed with the error “dispatch_failed”',
    });
    outage.stop();
    await expect(post('back')).resolves.toMatchObject({ ok: true });
    await held.sandbox.waitForBots(1, 15_000);
    await aoi.command('releases', '/deploy');
    await expect(aoi.waitForEphemeral(({ text }) => text === 'here')).resolves.toMatchObject({ botId: 'B1' });
  });

  it.each(['refresh_requested', 'cut'] as const)('a bot whose socket goes (%s) comes back by itself', async (how) => {
    held = await botStage('socket', (app) => app.command('/deploy', async ({ ack }) => ack('here')));
    held.sandbox.faults.disconnectSockets(how);
    await held.sandbox.waitForBots(0);
    await held.sandbox.waitForBots(1, 10_000);
    const aoi = held.sandbox.as('U1');
    await aoi.command('releases', '/deploy');
    await expect(aoi.waitForEphemeral()).resolves.toMatchObject({ text: 'here' });
  });
});
