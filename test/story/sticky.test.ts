import { describe, expect, it, vi } from 'vitest';
import { people } from '../../sandbox/world/people.ts';
import { ask, channel, has, imageOf, longMs, reportOf, stage, wordsOf } from './world.ts';

const strategies = `strategies:
  sticky:
    kind: canary
    steps: [{ percent: 20, bake: 10m }, { percent: 60, bake: 10m }]
    sticky: { cookie: sluice-checkout, for: 1h }
  few: { kind: ab-test, percent: 30, sticky: { cookie: sluice-checkout }, duration: 2s, without-result: b }
`;
const forward = '2.4.0 → 2.4.1';

describe('users who stay with the version that they have met', () => {
  const here = stage({ edit: (text) => text.replace('strategies:\n', strategies) });

  const changes = () => Object.fromEntries(here.world.workloads.changesOf('checkout', 'staging'));
  const served = (version: string, since = 0) =>
    here.world.workloads.truth.totals('staging', 'checkout', since).versions[version]?.served ?? 0;
  const routes = () => JSON.stringify(here.world.cluster.objects.get('virtualservices', 'checkout', 'staging'));
  /** The requests of so many seconds at once: each of the 400 users comes about every two of them. */
  const seconds = (count: number) => here.world.workloads.step(1000 * count);

  it(
    'meet one of them in a step, never the old one again when the share grows, and all the old one on the way back',
    async () => {
      const { slack, cluster } = here.world;
      const before = cluster.snapshot();
      const card = await ask(here, 'checkout 2.4.1 to staging with sticky');
      expect(wordsOf(card)).toContain('traffic 20 % → 60 → 100, sticky, watching for 10 min each');
      expect(wordsOf(card)).toContain('Users stay with the version that they meet, by the cookie sluice-checkout');

      await vi.waitFor(() => expect(routes()).toContain('stable.20;'), { timeout: longMs, interval: 50 });
      await vi.waitFor(() => {
        seconds(1);
        expect(served('2.4.1')).toBeGreaterThan(0);
      }, longMs);
      seconds(20);
      expect(changes()).toEqual({});

      const running = await slack.waitForMessage(
        (message) => message.ts === card.ts && has(message, 'promote'),
        longMs,
      );
      await slack.as(people.aoi).click(running, 'promote');
      await vi.waitFor(() => expect(routes()).toContain('stable.60;'), { timeout: longMs, interval: 50 });
      await vi.waitFor(() => {
        seconds(1);
        expect(changes()[forward]).toBeGreaterThan(0);
      }, longMs);
      seconds(20);
      expect(Object.keys(changes())).toEqual([forward]);
      // (0.6 − 0.2) of 400 users, within five standard deviations.
      expect(Math.abs((changes()[forward] ?? 0) - 160)).toBeLessThan(50);

      const there = slack.messages(channel).find(({ ts }) => ts === card.ts) ?? card;
      await slack.as(people.aoi).click(there, 'rollback');
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect(cluster.snapshot()).toBe(before);
      const back = Date.now();
      seconds(5);
      expect(served('2.4.1', back)).toBe(0);
    },
    2 * longMs,
  );

  it(
    'are a share of all in an A/B test, and nothing of the cookies is left once it is over',
    async () => {
      const card = await ask(here, 'checkout 2.4.1 to staging with few');
      expect((await reportOf(here, card)).text).toContain('B STAYS');
      expect(imageOf(here, 'staging', 'checkout')).toContain(':2.4.1@sha256:');
      expect(routes()).not.toMatch(/cookie|sluice/i);
      expect(served('2.4.1')).toBeGreaterThan(0);
    },
    longMs,
  );

  it('are refused where the router cannot tell them apart, with what to do', async () => {
    const { slack } = here.world;
    await slack.as(people.aoi).command(channel, '/deploy search 1.9.1 to staging with sticky');
    const refused = await slack
      .as(people.aoi)
      .waitForEphemeral((message) => message.text.includes('cannot keep users with the version'));
    expect(wordsOf(refused)).toContain('leave `sticky` out');
  });
});
