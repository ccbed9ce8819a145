import { describe, expect, it } from 'vitest';
import type { Message } from '../../sandbox/slack/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { ask, channel, has, imageOf, longMs, reportOf, stage, wordsOf } from './world.ts';

const strategies = `strategies:
  ask: { kind: ab-test, match: { header: x-ab, value: b }, duration: 2s }
  old: { kind: ab-test, match: { header: x-ab, value: b }, size: 50, duration: 2s, without-result: a }
  long: { kind: ab-test, match: { header: x-ab, value: b }, duration: 2m }
`;

describe('an A/B test', () => {
  const here = stage({ edit: (text) => text.replace('strategies:\n', strategies) });

  const served = (version: string, since: number) =>
    here.world.workloads.truth.totals('staging', 'checkout', since).versions[version]?.served ?? 0;
  const cardNow = ({ ts }: Message) => here.world.slack.messages(channel).find((message) => message.ts === ts);
  const thread = ({ ts }: Message) => here.world.slack.thread(channel, ts).map(({ text }) => text);

  it(
    'lets the old version stay by its plan, and only who carries the mark has met the new one',
    async () => {
      const { cluster } = here.world;
      const before = cluster.snapshot();
      const began = Date.now();
      const card = await ask(here, 'checkout 2.4.1 to staging with old');
      const report = await reportOf(here, card);
      expect(wordsOf(report)).toContain('The A/B test is over, and 2.4.0 (A) stays, as planned.');
      expect(thread(card)).toContainEqual(expect.stringContaining('The A/B test is over, and 2.4.0 (A) stays'));
      expect(cluster.snapshot()).toBe(before);
      expect(served('2.4.1', began)).toBeGreaterThan(0);
      expect(served('2.4.0', began)).toBeGreaterThan(5 * served('2.4.1', began));
    },
    longMs,
  );

  it(
    'of a bad version goes back at once',
    async () => {
      const { slack, cluster } = here.world;
      const before = cluster.snapshot();
      const card = await ask(here, 'checkout 2.5.0 to staging with long');
      const alert = await slack.waitForMessage(
        (message) => message.text.includes('checkout 2.5.0') && message.text.includes('was rolled back'),
        longMs,
      );
      expect(wordsOf(alert)).toMatch(/Errors on 2\.5\.0 were/);
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect(cluster.snapshot()).toBe(before);
    },
    longMs,
  );

  it(
    'is ended with A by a person, before its time',
    async () => {
      const { slack, cluster } = here.world;
      const before = cluster.snapshot();
      const card = await ask(here, 'checkout 2.4.1 to staging with long');
      await slack.waitForMessage(
        (message) => message.ts === card.ts && wordsOf(message).includes('▶ requests with header x-ab: b'),
        longMs,
      );
      await slack.as(people.ren).click(cardNow(card) ?? card, 'rollback');
      expect((await reportOf(here, card)).text).toContain('A STAYS');
      expect(cluster.snapshot()).toBe(before);
    },
    longMs,
  );

  it(
    'asks at its end which version stays, and B comes in for everybody',
    async () => {
      const { slack, cluster } = here.world;
      const card = await ask(here, 'checkout 2.4.1 to staging with ask');
      await slack.waitForMessage((message) => message.ts === card.ts && has(message, 'hold_go'), longMs);
      const question = cardNow(card) ?? card;
      expect(wordsOf(question)).toContain('is 2.4.1 (B) to come in for everybody, or does 2.4.0 (A) stay?');
      await slack.as(people.aoi).click(question, 'hold_go');
      expect((await reportOf(here, card)).text).toContain('B STAYS');
      expect(imageOf(here, 'staging', 'checkout')).toContain(':2.4.1@sha256:');
      expect(cluster.objects.get('deployments', 'checkout-candidate', 'staging')).toBeUndefined();
    },
    longMs,
  );
});
