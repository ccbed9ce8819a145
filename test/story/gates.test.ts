import { describe, expect, it } from 'vitest';
import { people } from '../../sandbox/world/people.ts';
import { ask, channel, imageOf, longMs, reportOf, stage, wordsOf } from './world.ts';

describe('a gate between approval and start', () => {
  const here = stage();

  it(
    'what was taken back in staging after the request is not released to production, however approved',
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
      expect(wordsOf(closed)).toContain('1.9.1 was taken back in staging (release it to staging first)');
      expect(cluster.snapshot()).toBe(before);
      expect(slack.messages(channel).map(({ text }) => text)).not.toContainEqual(
        expect.stringMatching(/Started: .*production/),
      );
    },
    3 * longMs,
  );
});
