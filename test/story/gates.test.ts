import { describe, expect, it } from 'vitest';
import type { Message } from '../../sandbox/slack/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { fewerStages } from '../support/small-world.ts';
import { ask, channel, has, imageOf, longMs, reportOf, stage, wordsOf } from './world.ts';

describe('a gate between approval and start', () => {
  const here = stage({ edit: fewerStages });

  it(
    'what was rolled back in staging after the request is not released to production, however approved',
    async () => {
      const { slack, cluster } = here.world;
      const first = await ask(here, 'search 1.9.1 to staging');
      expect((await reportOf(here, first)).text).toContain('SUCCESS');
      const card = await ask(here, 'search 1.9.1 to production');
      const back = await ask(here, 'rollback search in staging');
      expect((await reportOf(here, back)).text).toContain('SUCCESS');
      expect(imageOf(here, 'staging', 'search')).not.toContain(':1.9.1');
      const before = cluster.snapshot();
      await slack.as(people.mika).click(card, 'approve');
      const closed = await slack.waitForMessage(
        (message) => message.ts === card.ts && message.text.includes('Not started'),
        longMs,
      );
      expect(wordsOf(closed)).toContain('1.9.1 was rolled back in staging (release it to staging first)');
      expect(cluster.snapshot()).toBe(before);
      expect(slack.messages(channel).map(({ text }) => text)).not.toContainEqual(
        expect.stringMatching(/Started: .*production/),
      );
    },
    3 * longMs,
  );

  it(
    'what is rolled back in staging while production watches it waits for a person who may approve',
    async () => {
      const { slack, cluster } = here.world;
      const first = await ask(here, 'search 1.9.1 to staging');
      expect((await reportOf(here, first)).text).toContain('SUCCESS');
      const card = await ask(here, 'search 1.9.1 to production');
      const cardWhere = (holds: (message: Message) => boolean) =>
        slack.waitForMessage((message) => message.ts === card.ts && holds(message), longMs);
      await slack.as(people.mika).click(card, 'approve');
      await slack.as(people.ren).click(await cardWhere((message) => has(message, 'pause')), 'pause');
      const paused = await cardWhere((message) => has(message, 'resume'));
      const back = await ask(here, 'rollback search in staging');
      expect((await reportOf(here, back)).text).toContain('SUCCESS');
      await slack.as(people.mika).click(paused, 'resume');
      const held = await cardWhere((message) => has(message, 'hold_go'));
      expect(wordsOf(held)).toContain('1.9.1 was rolled back in staging (release it to staging again)');
      expect(wordsOf(held)).toContain('even though a gate objects');
      await slack.as(people.aoi).click(held, 'hold_go');
      const refused = await slack.as(people.aoi).waitForEphemeral(({ text }) => text.includes("can't continue"));
      expect(refused.text).toContain('continuing anyway is an approval');
      await slack.as(people.aoi).click(held, 'rollback');
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect(imageOf(here, 'production', 'search')).toContain(':1.9.0');
      expect(cluster.objects.get('deployments', 'search-candidate', 'production')).toBeUndefined();
    },
    4 * longMs,
  );
});
