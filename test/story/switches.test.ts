import { describe, expect, it } from 'vitest';
import type { Message } from '../../sandbox/slack/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { fakeSwitches } from '../support/fake-switches.ts';
import { fewerStages } from '../support/small-world.ts';
import { ask, channel, has, imageOf, longMs, reportOf, stage, wordsOf } from './world.ts';

const switches = fakeSwitches(() => Date.UTC(2026, 10, 30, 12));

describe('switches of Sluice itself', () => {
  const here = stage({ edit: fewerStages }, { wrap: (ports) => ({ ...ports, switches }) });

  const cardWhere = (card: Message, holds: (message: Message) => boolean) =>
    here.world.slack.waitForMessage((message) => message.ts === card.ts && holds(message), longMs);

  it(
    'new requests are refused while they are switched off, live releases go on, and rollbacks are accepted',
    async () => {
      const { slack } = here.world;
      const aoi = slack.as(people.aoi);
      switches.turnOff('automatic-promotion');
      const live = await ask(here, 'search 1.9.1 to staging');
      const held = await cardWhere(live, (message) => has(message, 'hold_go'));
      switches.turnOff('accept-requests', ({ environment }) => environment === 'staging');
      await aoi.command(channel, '/deploy web 5.1.1 to staging');
      const refused = await aoi.waitForEphemeral(({ text }) => text.includes('New requests are switched off'));
      expect(refused.text).toContain('sluice.accept-requests');
      expect(refused.text).toContain('Live releases go on, and you can still roll back');
      expect(imageOf(here, 'staging', 'web')).not.toContain(':5.1.1');
      await aoi.click(held, 'hold_go');
      switches.turnOn('automatic-promotion');
      expect((await reportOf(here, live)).text).toContain('SUCCESS');
      const back = await ask(here, 'rollback search in staging');
      expect((await reportOf(here, back)).text).toContain('SUCCESS');
      switches.turnOn('accept-requests');
      const after = await ask(here, 'web 5.1.1 to staging');
      expect((await reportOf(here, after)).text).toContain('SUCCESS');
    },
    4 * longMs,
  );

  it(
    'a healthy release asks a person before more users get it, and goes on by itself once the switch is on again',
    async () => {
      const { slack } = here.world;
      switches.turnOff('automatic-promotion', ({ service }) => service === 'search');
      const card = await ask(here, 'search 1.9.1 to staging');
      const held = await cardWhere(card, (message) => has(message, 'hold_go'));
      expect(wordsOf(held)).toContain('sluice.automatic-promotion is off for search in staging');
      expect(wordsOf(held)).toContain('switch sluice.automatic-promotion on again in Unleash');
      await slack.as(people.aoi).openHome();
      const home = await slack
        .as(people.aoi)
        .waitForHome((view) => JSON.stringify(view).includes('sluice.automatic-promotion'));
      expect(JSON.stringify(home)).toMatch(/sluice\.automatic-promotion.*off.* for search in staging and production/);
      switches.turnOn('automatic-promotion');
      await slack.waitForMessage(
        ({ text, threadTs }) => threadTs === card.ts && text.includes('The gates let 1.9.1 continue now'),
        longMs,
      );
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      expect(imageOf(here, 'staging', 'search')).toContain(':1.9.1');
    },
    3 * longMs,
  );

  it(
    'what was approved while starting is switched off changes nothing before the switch is on again',
    async () => {
      const { slack, cluster } = here.world;
      switches.turnOff('start-releases');
      const before = cluster.snapshot();
      const card = await ask(here, 'search 1.9.1 to production');
      expect(wordsOf(card)).toContain('starting is switched off');
      await slack.as(people.mika).click(card, 'approve');
      const held = await cardWhere(card, (message) => has(message, 'hold_go'));
      expect(wordsOf(held)).toContain('Nothing has been changed yet');
      expect(cluster.snapshot()).toBe(before);
      switches.turnOn('start-releases');
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
    },
    3 * longMs,
  );
});
