import { describe, expect, it } from 'vitest';
import type { Message } from '../../sandbox/slack/index.ts';
import { startSmallUnleash } from '../../sandbox/unleash/small.ts';
import { pricingFlag as feature, type World } from '../../sandbox/workloads/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { onlyService } from '../support/small-world.ts';
import { ask, channel, imageOf, longMs, reportOf, stage, wordsOf } from './world.ts';

/** A fifth of all requests end in an order, with the feature or without it. */
const usual = 0.2;
const one = onlyService('pricing', () => ({ staging: { version: '1.4.0', replicas: 1, rps: 200, peakRps: 200 } }));
const world: World = { ...one, services: one.services.map((service) => ({ ...service, orders: usual })) };

const test = 'bake: 10m, until: result, goal: { name: orders, successes: shop_orders_total }';

/** The catalogue with pricing alone, whose flag is an A/B test at 50 %. */
function onlyPricing(catalogue: string): string {
  const [head = ''] = catalogue.split(/^services:\n/m);
  const pricing = /^ {2}pricing:\n(?: {3,}.*\n)+/m.exec(catalogue)?.[0] ?? '';
  const steps = pricing
    .replace(/^ +- \{ percent: (5|25), .*\n/gm, '')
    .replace(/percent: 50, bake: \w+/, `percent: 50, ${test}`)
    .replace(/^ {6}production:.*\n/m, '');
  return `${head}services:\n${steps}`;
}

describe('a flag whose step is an A/B test', () => {
  const here = stage({ world, flags: startSmallUnleash, edit: onlyPricing });

  const sells = (version: string, ratio: number) =>
    here.world.workloads.setCharacter('pricing', version, { sells: ratio, feature });
  const until = (card: Message, holds: (message: Message) => boolean) =>
    here.world.slack.waitForMessage((message) => message.ts === card.ts && holds(message), longMs);
  const share = () => here.world.flags?.shareOf(feature, 'staging');
  const alerts = ({ ts }: Message) =>
    here.world.slack.messages(channel).filter((message) => message.ts > ts && message.text.includes('🔴'));

  it(
    'is off again as soon as those who have it order less',
    async () => {
      sells('1.4.0', 0.02);
      const card = await ask(here, `flag pricing ${feature} to 100 % in staging`);
      expect(wordsOf(card)).toContain('A/B test with new-pricing at 50 %');
      const report = await reportOf(here, card);
      expect(report.text).toContain('A STAYS');
      expect(report.text).toMatch(
        /The A\/B test is over, and A \(without new-pricing\) stays: B −[\d.]+ % orders \(−[\d.]+ to −[\d.]+\), [\d,]+ requests\./,
      );
      await until(card, ({ text }) => text.includes('🏁 A/B test over: new-pricing is off again'));
      expect(alerts(card)).toEqual([]);
      await expect.poll(share).toBe(0);
    },
    2 * longMs,
  );

  it(
    'is ended with A by a person, and reads as a rollback nowhere',
    async () => {
      sells('1.4.0', usual);
      const card = await ask(here, `flag pricing ${feature} to 100 % in staging`);
      const running = await until(card, (message) => /So far: B [+−]?[\d.]+ % orders \(/.test(wordsOf(message)));
      expect(wordsOf(running)).toContain('Keep A');
      await here.world.slack.as(people.aoi).click(running, 'rollback');
      const report = await reportOf(here, card);
      expect(report.text).toContain('A STAYS');
      const over = await until(card, ({ text }) => text.includes('🏁 A/B test over: new-pricing is off again'));
      const thread = here.world.slack.thread(channel, card.ts).map(({ text }) => text);
      expect([over.text, report.text, ...thread].join('\n')).not.toMatch(/roll(ed|ing)? ?back|ROLLBACK/i);
      expect(alerts(card)).toEqual([]);
      await expect.poll(share).toBe(0);
    },
    2 * longMs,
  );

  it(
    'goes on to everybody with its version as soon as those who have it order more',
    async () => {
      sells('1.5.1', 0.6);
      const card = await ask(here, 'pricing 1.5.1 to staging');
      const report = await reportOf(here, card);
      expect(report.text).toContain('B STAYS');
      expect(report.text).toMatch(/Result: B \+[\d.,]+ % orders \([\d.,]+ to [\d.,]+\), [\d,]+ requests\./);
      expect(imageOf(here, 'staging', 'pricing')).toContain(':1.5.1@sha256:');
      await expect.poll(share).toBe(1);
    },
    2 * longMs,
  );
});
