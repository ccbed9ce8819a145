import { afterAll, describe, expect, it } from 'vitest';
import { defaultWorld } from '../../sandbox/workloads/index.ts';
import { startCode } from '../../sandbox/world/code.ts';
import { people } from '../../sandbox/world/people.ts';
import { ask, channel, imageOf, longMs, reportOf, stage, wordsOf } from './world.ts';

const code = await startCode(defaultWorld);

describe('what is in a version', () => {
  const here = stage({ edit: code.edit });
  afterAll(() => code.close());

  it(
    'is on the card, calls its authors in production, and is in the report',
    async () => {
      const { slack } = here.world;
      const card = await ask(here, 'web 5.1.1 to production');
      expect(wordsOf(card)).toMatch(/What's in it\*: <http[^|]*\/shop\/web\/compare\/[^|]*\|\d+ commits> by /);
      expect(wordsOf(card)).toMatch(/\|#\d+> [A-Z]/);
      await slack.as(people.mika).click(card, 'approve');
      const started = await slack.waitForMessage(
        ({ text, threadTs }) => threadTs === card.ts && text.startsWith('Started'),
        longMs,
      );
      expect(wordsOf(started)).toMatch(/It has code of .*<@U0/);
      await slack.as(people.aoi).command(channel, '/deploy promote web');
      expect(wordsOf(await reportOf(here, card))).toMatch(/What's in it\*: .*\d+ commits> by /);
    },
    2 * longMs,
  );

  it(
    'is said to be unknown where its source is away, and the version is released all the same',
    async () => {
      code.fail(503);
      const card = await ask(here, 'web 5.2.0 to staging');
      expect(wordsOf(card)).toContain("What's in it is not known: GitHub fails (HTTP 503).");
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      expect(imageOf(here, 'staging', 'web')).toContain(':5.2.0@sha256:');
    },
    2 * longMs,
  );
});
