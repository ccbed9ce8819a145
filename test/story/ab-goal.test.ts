import { describe, expect, it } from 'vitest';
import type { Message } from '../../sandbox/slack/index.ts';
import { defaultWorld, type World } from '../../sandbox/workloads/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { ask, channel, has, imageOf, longMs, reportOf, stage, wordsOf } from './world.ts';

/** A third of the requests carries the mark, and of those for 2.4.0 a fifth ends in an order. */
const usual = 0.2;
const world: World = {
  ...defaultWorld,
  markedShare: 0.33,
  services: defaultWorld.services
    .filter(({ name }) => name === 'checkout')
    .map((service) => ({ ...service, orders: usual })),
};

const test = '{ kind: ab-test, match: { header: x-ab, value: b }, size: 50';
const goal = 'goal: { name: orders, successes: shop_orders_total }';
const strategies = `strategies:
  sells: ${test}, duration: 10m, until: result, without-result: a, ${goal} }
  short: ${test}, duration: 4s, ${goal} }
  blind: ${test}, duration: 4s, without-result: b, goal: { name: sign-ups, successes: shop_sign_ups_total } }
  long: ${test}, duration: 10m, ${goal} }
`;

/** The catalogue with the service that this is about alone. */
function onlyCheckout(catalogue: string): string {
  const [head = ''] = catalogue.split(/^services:\n/m);
  const checkout = /^ {2}checkout:\n(?: {3,}.*\n)+/m.exec(catalogue)?.[0].replace(/^ +needs: .*\n/m, '') ?? '';
  return `${head}services:\n${checkout}`.replace('strategies:\n', strategies);
}

describe('an A/B test that compares orders', () => {
  const here = stage({ world, edit: onlyCheckout });

  const sells = (version: string, ratio: number) =>
    here.world.workloads.setCharacter('checkout', version, { sells: ratio });
  const cardNow = ({ ts }: Message) => here.world.slack.waitForMessage((message) => message.ts === ts, longMs);
  const until = (card: Message, holds: (message: Message) => boolean) =>
    here.world.slack.waitForMessage((message) => message.ts === card.ts && holds(message), longMs);
  const alerts = ({ ts }: Message) =>
    here.world.slack.messages(channel).filter((message) => message.ts > ts && message.text.includes('🔴'));

  it(
    'lets A stay as soon as B sells less, and calls nobody',
    async () => {
      const before = here.world.cluster.snapshot();
      sells('2.4.1', 0.02);
      const card = await ask(here, 'checkout 2.4.1 to staging with sells');
      expect(wordsOf(card)).toContain('The version with more orders a visit stays, as soon as that is certain.');
      const report = await reportOf(here, card);
      expect(report.text).toContain('A STAYS');
      expect(report.text).toMatch(
        /The A\/B test is over, and 2\.4\.0 \(A\) stays: B −[\d.]+ % orders \(−[\d.]+ to −[\d.]+\), [\d,]+ requests\./,
      );
      await until(card, ({ text }) => text.includes('🏁 A/B test over: 2.4.0 stays'));
      expect(alerts(card)).toEqual([]);
      expect(here.world.cluster.snapshot()).toBe(before);
    },
    longMs,
  );

  it(
    'asks where neither sells more, with what was found',
    async () => {
      sells('2.4.1', usual);
      const card = await ask(here, 'checkout 2.4.1 to staging with short');
      const question = await until(card, (message) => has(message, 'hold_go'));
      expect(wordsOf(question)).toMatch(
        /The A\/B test is over: B [+−]?[\d.]+ % orders \(.* to .*\), [\d,]+ requests\./,
      );
      await here.world.slack.as(people.aoi).click(question, 'rollback');
      expect((await reportOf(here, card)).text).toContain('A STAYS');
    },
    longMs,
  );

  it(
    'asks for want of data, though B were to come in without a result',
    async () => {
      const card = await ask(here, 'checkout 2.4.1 to staging with blind');
      const question = await until(card, (message) => has(message, 'hold_go'));
      expect(wordsOf(question)).toContain(
        'no sign-ups were compared: no pod of the new version shows shop_sign_ups_total',
      );
      await here.world.slack.as(people.aoi).click(question, 'rollback');
      expect((await reportOf(here, card)).text).toContain('A STAYS');
    },
    longMs,
  );

  it(
    'shows how far it is, and is ended by a person, whose report says what was found by then',
    async () => {
      const card = await ask(here, 'checkout 2.4.1 to staging with long');
      await until(card, (message) => /So far: B [+−]?[\d.]+ % orders \(/.test(wordsOf(message)));
      await here.world.slack.as(people.ren).click(await cardNow(card), 'rollback');
      const report = await reportOf(here, card);
      expect(report.text).toContain('A STAYS');
      expect(report.text).toMatch(/ended the A\/B test, and 2\.4\.0 \(A\) stays: B [+−]?[\d.]+ % orders/);
    },
    longMs,
  );

  it(
    'brings B in for everybody as soon as it sells more',
    async () => {
      sells('2.4.1', 0.6);
      const card = await ask(here, 'checkout 2.4.1 to staging with sells');
      const report = await reportOf(here, card);
      expect(report.text).toContain('B STAYS');
      expect(report.text).toMatch(/Result: B \+[\d.,]+ % orders \([\d.,]+ to [\d.,]+\), [\d,]+ requests\./);
      expect(imageOf(here, 'staging', 'checkout')).toContain(':2.4.1@sha256:');
    },
    longMs,
  );
});
