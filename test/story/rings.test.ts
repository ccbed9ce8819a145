import { afterEach, describe, expect, it } from 'vitest';
import type { Message } from '../../sandbox/slack/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { ask, channel, has, imageOf, longMs, type Stage, stage } from './world.ts';

/** What people see of the train with this card. */
function trainOn(here: Stage, card: Message) {
  const { slack } = here.world;
  return {
    says: (words: string | RegExp) =>
      slack.waitForMessage(
        ({ ts, text }) => ts === card.ts && (typeof words === 'string' ? text.includes(words) : words.test(text)),
        longMs,
      ),
    /** The card of its release in a place, once it is as it should be. */
    releaseIn: (place: string, isSo: (message: Message) => boolean = () => true) =>
      slack.waitForMessage(
        (message) =>
          message.threadTs === card.ts &&
          /^storefront \S+ → global\//.test(message.text) &&
          message.text.includes(`→ global/${place}`) &&
          isSo(message),
        longMs,
      ),
    report: () =>
      slack.waitForMessage(
        ({ threadTs, text }) => threadTs === card.ts && /^Deployment report .* · train ·/.test(text),
        longMs,
      ),
  };
}

const imageIn = (here: Stage, place: string) => imageOf(here, `global-${place}`, 'storefront');

describe('a version ring by ring', () => {
  const here = stage({ places: true });
  afterEach(() => here.world.workloads.setCharacter('storefront', '8.1.0', 'good'));

  it(
    'comes to all places after one approval, the last ones side by side, and goes back from all of them',
    async () => {
      const { slack } = here.world;
      const card = await ask(here, 'storefront 8.1.0 to global because the sale begins');
      const train = trainOn(here, card);
      expect(card.text).toContain('storefront 8.1.0 → global (internal → eu + us + ap)');
      expect(card.text).toContain('1. 8.1.0 to global/internal: rolling, after 1 approval of its own');
      expect(card.text).toContain('3. 8.1.0 side by side (2 at a time) to global/eu, global/us and global/ap: rolling');
      const internal = await train.releaseIn('internal', (message) => has(message, 'approve'));
      expect(internal.text).toContain('counts for global/eu, global/us, global/ap too');
      await slack.as(people.mika).click(internal, 'approve');
      const report = await train.report();
      expect(report.text).toContain('SUCCESS');
      const over = await train.says('Released in');
      expect(over.text).toMatch(/internal has 8\.1\.0 \(#\d+\); eu has 8\.1\.0 .*; us has 8\.1\.0 .*; ap has 8\.1\.0/);
      for (const place of ['internal', 'eu', 'us', 'ap']) expect(imageIn(here, place)).toContain('8.1.0');

      await slack.as(people.ren).command(channel, '/deploy rollback storefront in global because orders drop');
      for (const place of ['internal', 'eu', 'us', 'ap']) {
        await slack.waitForMessage(
          ({ text, threadTs }) =>
            !threadTs &&
            text.includes(`Rollback · storefront 8.1.0 → 8.0.0 · global/${place}`) &&
            text.includes('Back on 8.0.0'),
          longMs,
        );
        expect(imageIn(here, place)).toContain('8.0.0');
      }
    },
    3 * longMs,
  );

  it(
    'stops in the ring where it is bad: the first keeps it, what runs beside ends by itself, and the last place is not begun',
    async () => {
      const { slack, workloads } = here.world;
      const card = await ask(here, 'storefront 8.1.0 to global');
      const train = trainOn(here, card);
      const internal = await train.releaseIn('internal', (message) => has(message, 'approve'));
      await slack.as(people.mika).click(internal, 'approve');
      await slack.waitForMessage(({ ts, text }) => ts === internal.ts && text.includes('Released in'), longMs);
      workloads.setCharacter('storefront', '8.1.0', { errors: 0.5 });
      const over = await train.says('Stopped after');
      expect(over.text).toMatch(/(eu|us) \(#\d+\) was rolled back: Errors/);
      expect(over.text).toMatch(
        /internal has 8\.1\.0 \(#\d+\); eu is as it was .*; us is as it was .*; ap was not begun\./,
      );
      expect(imageIn(here, 'internal')).toContain('8.1.0');
      for (const place of ['eu', 'us', 'ap']) expect(imageIn(here, place)).toContain('8.0.0');
    },
    2 * longMs,
  );

  it(
    'comes to one place alone where that is named, and is refused with what there is where nothing is known by that name',
    async () => {
      const { slack } = here.world;
      const card = await ask(here, 'storefront 8.1.0 to global/ap');
      expect(card.text).toContain('storefront 8.1.0 → global/ap');
      expect(has(card, 'approve')).toBe(true);
      await slack.as(people.mika).click(card, 'approve');
      await slack.waitForMessage(({ ts, text }) => ts === card.ts && text.includes('Released in'), longMs);
      expect(imageIn(here, 'ap')).toContain('8.1.0');
      expect(imageIn(here, 'us')).toContain('8.0.0');
      await slack.as(people.aoi).command(channel, '/deploy storefront 8.1.0 to global/apac');
      const refused = await slack.as(people.aoi).waitForEphemeral(({ text }) => text.includes('global/apac'), longMs);
      expect(refused.text).toContain('global/ap');
    },
    2 * longMs,
  );
});

describe('rings of which all go back', () => {
  const here = stage({
    places: true,
    edit: (catalogue) => catalogue.replace('sideBySide: 2 }', 'sideBySide: 2, onFailure: rollback }'),
  });

  it(
    'leave no place with a version that was bad in one',
    async () => {
      const { slack, workloads, cluster } = here.world;
      const before = cluster.snapshot();
      const card = await ask(here, 'storefront 8.1.0 to global');
      const train = trainOn(here, card);
      const internal = await train.releaseIn('internal', (message) => has(message, 'approve'));
      await slack.as(people.mika).click(internal, 'approve');
      await slack.waitForMessage(({ ts, text }) => ts === internal.ts && text.includes('Released in'), longMs);
      workloads.setCharacter('storefront', '8.1.0', { errors: 0.5 });
      const over = await train.says('Stopped after');
      expect(over.text).toMatch(/internal was rolled back \(#\d+\); eu is as it was .*; us is as it was/);
      expect(imageIn(here, 'internal')).toContain('8.0.0');
      // A way back pins the bytes that ran.
      expect(cluster.snapshot().replace(/@sha256:[0-9a-f]{64}/g, '')).toBe(before);
    },
    3 * longMs,
  );
});

describe('rings that are steered', () => {
  const here = stage({ places: true, pace: { bake: '60s', interval: '250ms' } });

  it(
    'are paused and resumed together, and stop in all places at once',
    async () => {
      const { slack } = here.world;
      const card = await ask(here, 'storefront 8.1.0 to global');
      const train = trainOn(here, card);
      const internal = await train.releaseIn('internal', (message) => has(message, 'approve'));
      await slack.as(people.mika).click(internal, 'approve');
      const internalRuns = await slack.waitForMessage(
        (message) => message.ts === internal.ts && has(message, 'promote'),
        longMs,
      );
      await slack.as(people.mika).click(internalRuns, 'promote');
      const soaks = await train.says(/▶ soak/);
      await slack.as(people.mika).click(soaks, 'promote');
      const [eu, us] = await Promise.all(
        ['eu', 'us'].map((place) => train.releaseIn(place, (message) => has(message, 'pause'))),
      );
      await slack.as(people.ren).click(await train.says('eu under way'), 'pause');
      for (const child of [eu, us])
        await slack.waitForMessage(({ ts, text }) => ts === child?.ts && text.includes('Paused by'), longMs);
      await slack.as(people.aoi).click(await train.says('Paused'), 'resume');
      for (const child of [eu, us])
        await slack.waitForMessage(({ ts, text }) => ts === child?.ts && text.includes('next:'), longMs);
      await slack.as(people.ren).click(await train.says('eu under way'), 'rollback');
      const over = await train.says('Stopped after');
      expect(over.text).toMatch(
        /internal has 8\.1\.0 \(#\d+\); eu is as it was .*; us is as it was .*; ap was not begun\./,
      );
      expect(imageIn(here, 'internal')).toContain('8.1.0');
      expect(imageIn(here, 'eu')).toContain('8.0.0');
      expect(imageIn(here, 'us')).toContain('8.0.0');
    },
    3 * longMs,
  );
});
