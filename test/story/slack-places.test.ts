import { describe, expect, it } from 'vitest';
import type { Message } from '../../sandbox/slack/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { fewerStages } from '../support/small-world.ts';
import { ask, channel, has, longMs, reportOf, stage, wordsOf } from './world.ts';

const pace = { firstPauseMs: 100, longestPauseMs: 800, refusedPauseMs: 500, updateMs: 100 };
const why = (text: string) => text.includes('continues here');

describe('what people do to the messages of a release', () => {
  const here = stage({ edit: fewerStages }, { slackPace: pace });

  it(
    'a card that was deleted comes back once, and the thread goes on under it',
    async () => {
      const { slack } = here.world;
      const card = await ask(here, 'checkout 2.4.1 to staging');
      slack.admin.deleteMessage(channel, card.ts);
      const again = await slack.waitForMessage(
        ({ ts, threadTs, text }) => ts > card.ts && !threadTs && text.includes('checkout 2.4.1'),
        longMs,
      );
      expect((await reportOf(here, again)).text).toContain('SUCCESS');
      const cards = slack
        .messages(channel)
        .filter(({ threadTs, text }) => !threadTs && text.includes('checkout 2.4.1'));
      expect(cards.map(({ ts }) => ts)).toEqual([again.ts]);
    },
    longMs,
  );

  it(
    'a message that Slack finds fault with still gives its words',
    async () => {
      const { slack } = here.world;
      const faulty = slack.faults.refuse({ code: 'invalid_blocks', method: 'chat.postMessage', times: 1 });
      const card = await ask(here, 'web 5.1.1 to staging');
      expect(faulty.hits()).toBe(1);
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
    },
    longMs,
  );
});

describe.each([
  ['archived', (slack: ReturnType<typeof stage>['world']['slack']) => slack.admin.archive(channel), 'was archived'],
  [
    'left by the bot',
    (slack: ReturnType<typeof stage>['world']['slack']) => slack.admin.removeBot(channel),
    'no longer has Sluice as a member',
  ],
  ['deleted', (slack: ReturnType<typeof stage>['world']['slack']) => slack.admin.deleteChannel(channel), 'is gone'],
] as const)('a channel that is %s in the middle of a release', (_, close, words) => {
  const here = stage({ edit: fewerStages }, { slackPace: pace });

  it(
    'whoever asked and decided is told in person, once, and why; the release goes on',
    async () => {
      const { slack } = here.world;
      const card = await ask(here, 'checkout 2.5.0 to production');
      await slack.as(people.mika).click(card, 'approve');
      const running = await slack.waitForMessage((message) => message.ts === card.ts && has(message, 'pause'), longMs);
      close(slack);
      const inPerson = (user: string, holds: (message: Message) => boolean) =>
        slack.waitForMessage((message) => message.channel === `D${user.slice(1)}` && holds(message), longMs);
      for (const user of [people.aoi, people.mika]) {
        expect((await inPerson(user, ({ text }) => why(text))).text).toContain(words);
        await inPerson(user, ({ text }) => text.startsWith('🔴 checkout 2.5.0'));
      }
      const report = await inPerson(people.aoi, ({ text }) => text.startsWith('Deployment report'));
      expect(report.text).toContain('ROLLBACK');
      const all = slack.messages(`D${people.aoi.slice(1)}`);
      const own = all.find(({ ts }) => ts === report.threadTs);
      expect(wordsOf(own as Message)).toContain('checkout 2.5.0');
      const texts = slack.thread(`D${people.aoi.slice(1)}`, String(report.threadTs)).map(({ text }) => text);
      expect(texts.filter(why)).toHaveLength(1);
      expect(new Set(texts).size).toBe(texts.length);
      expect(running.channel).toBe(card.channel);
    },
    longMs,
  );
});
