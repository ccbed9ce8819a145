import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../sandbox/slack/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { fewerStages } from '../support/small-world.ts';
import { ask, channel, longMs, reportOf, type Stage, stage } from './world.ts';

/** First lines of all that stands in a card's thread, the card's own among them. */
function said({ world }: Stage, ts: string): string[] {
  return world.slack.thread(channel, ts).map(({ text }) => text.split('\n')[0] ?? '');
}

function cardsOf({ world }: Stage, beginning: string) {
  return world.slack.messages(channel).filter(({ text, threadTs }) => !threadTs && text.startsWith(beginning));
}

/** How often Slack sent what it sends of this kind, by attempt. */
function attemptsOf({ world }: Stage, type: string): number[] {
  return world.slack.deliveries.filter((entry) => entry.type === type).map(({ attempt }) => attempt);
}

describe.each(['socket', 'http'] as const)('when Slack says everything twice over %s', (mode) => {
  const here = stage({ edit: fewerStages }, { http: mode === 'http' });

  it(
    'a command makes one release, and a click counts once',
    async () => {
      const { slack } = here.world;
      slack.faults.duplicateDeliveries(1);
      const card = await ask(here, 'checkout 2.4.1 to production');
      expect(attemptsOf(here, 'slash_commands').sort()).toEqual([0, 1]);
      slack.faults.duplicateDeliveries(1);
      await slack.as(people.mika).click(card, 'approve');
      expect((await reportOf(here, card)).text).toContain('SUCCESS');

      expect(attemptsOf(here, 'interactive').sort()).toEqual([0, 1]);
      expect(cardsOf(here, 'checkout 2.4.1')).toHaveLength(1);
      const texts = said(here, card.ts);
      expect(new Set(texts).size).toBe(texts.length);
      expect(texts.filter((text) => /approved/i.test(text)).length).toBeLessThanOrEqual(1);
      expect(texts.filter((text) => text.startsWith('Started'))).toHaveLength(1);
    },
    longMs,
  );
});

describe('when the socket goes in mid-release', () => {
  const here = stage({ edit: fewerStages });

  it.each([
    ['Slack asks for a new one', 'refresh_requested', 'search 1.9.1'],
    ['the wire is cut', 'cut', 'checkout 2.4.1'],
  ] as const)(
    '%s: people are heard again, and everything is told once',
    async (_, how, release) => {
      const { slack } = here.world;
      const card = await ask(here, `${release} to staging`);
      const before = slack.journal.length;
      slack.faults.disconnectSockets(how);
      const opens = ({ method }: JournalEntry) => method === 'apps.connections.open';
      await slack.waitForCall(() => slack.journal.slice(before).some(opens), 15_000);
      await slack.waitForBots(1, 15_000);
      const aoi = slack.as(people.aoi);
      await aoi.command(channel, '/deploy status');
      await aoi.waitForEphemeral(
        ({ text }) => text.startsWith('In progress') && text.includes(release.split(' ')[0] ?? ''),
        10_000,
      );
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      const texts = said(here, card.ts);
      expect(new Set(texts).size).toBe(texts.length);
    },
    longMs,
  );
});
