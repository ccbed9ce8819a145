import { describe, expect, it } from 'vitest';
import type { Strategy } from '../../../src/domain/target.ts';
import type { WebhookCall, WebhookReply } from '../../../src/platform/webhook.ts';
import { createEngineWorld } from '../../support/engine-world.ts';
import { fakeWebhook, status } from '../../support/fake-webhook.ts';

const smokeHook = {
  webhook: { url: 'https://ci.example/smoke', headers: {}, secret: null, timeoutMs: 10_000 },
  deadlineMs: 600_000,
};
const strategy: Strategy = { kind: 'blue-green', soakMs: 1000, keepMs: 1000, smokeHook };

async function given(answer: (call: WebhookCall, nth: number) => object | WebhookReply) {
  const service = fakeWebhook(answer);
  const world = await createEngineWorld({ strategy, router: 'service', webhook: service.call });
  const { phase } = await world.run();
  const kinds = (await world.events()).flatMap((event) =>
    event.type === 'step.started' ? [world.plan.steps[event.index]?.action.kind] : [],
  );
  return { phase, asked: service.asked, kinds, world };
}

describe('a test by webhook', () => {
  it('is asked for once, with where the version is, and polled until it has passed', async () => {
    const { phase, asked } = await given((_, nth) =>
      nth < 4 ? { state: 'pending', id: '17', statusUrl: '/runs/17' } : { state: 'complete', id: '17' },
    );
    expect(phase).toMatchObject({ outcome: 'succeeded' });
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST https://ci.example/smoke',
      ...Array.from({ length: 3 }, () => 'GET https://ci.example/runs/17'),
    ]);
    expect(asked[0]?.key).toMatch(/^checkout\/\w+\/r1\/\d+\/smoke$/);
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
      source: 'sluice',
      action: 'smoke-test',
      release: 'r1',
      service: 'checkout',
      environment: 'production',
      from: '2.4.0',
      to: '2.4.1',
      image: expect.stringContaining('2.4.1'),
      preview: { namespace: 'shop', host: 'checkout-candidate.shop.svc', port: expect.any(Number) },
    });
  });

  it.each<[string, object | WebhookReply, string]>([
    [
      'failed',
      { state: 'failed', id: '17', detail: '2 of 40 tests' },
      'smoke test 17 has failed, as ci.example says: 2 of 40 tests',
    ],
    ['pending for ever', { state: 'pending', statusUrl: '/runs/17' }, 'the smoke test is not complete within 10 min'],
    [
      'of no known kind',
      { state: 'passed' },
      "what ci.example answered can't be read: `state` must be one of pending, complete, failed",
    ],
    ['nothing', {}, "what ci.example answered can't be read"],
    ['unknown', status(404), 'ci.example answered 404'],
    ['in trouble for ever', status(503), 'ci.example answered 503, and not otherwise within 10 min'],
    [
      'elsewhere',
      { state: 'pending', statusUrl: 'https://evil.example/x' },
      '`statusUrl` must be an address of https://ci.example',
    ],
  ])('that is %s is no pass: the release goes back before any traffic', async (_, answer, detail) => {
    const { phase, kinds } = await given(() => answer);
    expect(phase).toMatchObject({ outcome: 'rolled-back', cause: { detail: expect.stringContaining(detail) } });
    expect(kinds.at(-1)).toBe('smoke.webhook');
  });

  it('bears a service that is in trouble for a moment', async () => {
    const { phase } = await given((_, nth) => (nth < 3 ? status(503) : { state: 'complete' }));
    expect(phase).toMatchObject({ outcome: 'succeeded' });
  });
});
