import { describe, expect, it } from 'vitest';
import { people } from '../../sandbox/world/people.ts';
import { fewerStages } from '../support/small-world.ts';
import { ask, channel, longMs, reportOf, stage, wordsOf } from './world.ts';

/** Texts of all that the bot posted about a release, card and thread, to count what is there twice. */
function posted(slack: ReturnType<typeof stage>['world']['slack'], ts: string): string[] {
  return slack.thread(channel, ts).map(({ text }) => text.split('\n')[0] ?? '');
}

describe('when Slack is in trouble', () => {
  const here = stage({ edit: fewerStages });

  it(
    'says nothing twice although answers get lost, and nothing is missing at the end',
    async () => {
      const { slack } = here.world;
      const lost = slack.faults.reset({ method: 'chat.postMessage', when: 'after', times: 4 });
      await slack.as(people.aoi).command(channel, '/deploy checkout 2.4.1 to staging');
      const card = await slack.waitForMessage(
        (message) => !message.threadTs && message.text.includes('checkout 2.4.1'),
        longMs,
      );
      await reportOf(here, card);
      expect(lost.hits()).toBe(4);
      const texts = posted(slack, card.ts);
      expect(new Set(texts).size).toBe(texts.length);
      expect(
        slack.messages(channel).filter(({ text, threadTs }) => !threadTs && text.includes('checkout 2.4.1')).length,
      ).toBe(1);
    },
    longMs,
  );

  it(
    'goes on with the release through an outage and tells all of it afterwards',
    async () => {
      const { slack, cluster } = here.world;
      const card = await ask(here, 'search 1.9.1 to staging');
      const outage = slack.faults.outage();
      await cluster.objects.waitFor(
        'deployments',
        (deployment) =>
          JSON.stringify(deployment).includes('shop/search:1.9.1@') && deployment.metadata.name === 'search',
        { namespace: 'staging', timeoutMs: longMs },
      );
      outage.stop();
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      const texts = posted(slack, card.ts);
      expect(texts).toContainEqual(expect.stringMatching(/^Candidate 1\.9\.1 started/));
      expect(new Set(texts).size).toBe(texts.length);
      await slack.waitForBots(1, 15_000);
    },
    longMs,
  );

  it(
    'waits as long as Slack asks when it is told to slow down',
    async () => {
      const { slack } = here.world;
      const limited = slack.faults.rateLimit({ method: 'chat.postMessage', times: 2, retryAfterSec: 1 });
      const card = await ask(here, 'web 5.1.1 to staging');
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      expect(limited.hits()).toBe(2);
      const calls = slack.journal.filter(({ method }) => method === 'chat.postMessage');
      const refused = calls.findIndex(({ answer }) => JSON.stringify(answer).includes('ratelimited'));
      expect(refused).toBeGreaterThanOrEqual(0);
    },
    longMs,
  );
});

describe('when the bot may not post in the channel', () => {
  const here = stage({ edit: (text) => text.replace("channel: '#releases'", "channel: '#nowhere'") });

  it(
    'shows the card to whoever asked, so that nobody has a release they cannot see',
    async () => {
      const { slack } = here.world;
      await slack.as(people.aoi).command(channel, '/deploy checkout 2.4.1 to production');
      const card = await slack
        .as(people.aoi)
        .waitForMessage((message) => message.text.includes('2.4.1') && message.text.includes('→'), longMs);
      expect(wordsOf(card)).toContain('"approve"');
    },
    longMs,
  );
});
