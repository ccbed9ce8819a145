import { describe, expect, it } from 'vitest';
import type { Refusal } from '../../../src/domain/reasons.ts';
import { closedHome } from '../../../src/messages/home/closed.ts';
import { type Home, homeView } from '../../../src/messages/home/home.ts';
import { runs } from '../../support/places-now.ts';
import { releaseStory, rollbackStory, successStory } from '../../support/release-story.ts';
import { expectSoundView, wordsOf } from '../../support/slack-words.ts';

const nothing: Home = {
  directory: { groupId: () => null },
  now: Date.UTC(2026, 10, 20, 15, 0),
  waiting: [],
  live: [],
  recent: [],
  services: [],
  environments: ['staging', 'production'],
  left: 0,
  cards: new Map(),
  switches: null,
  warnings: [],
};

function home(given: Partial<Home>): string {
  const view = homeView({ ...nothing, ...given });
  expectSoundView(view);
  return wordsOf(view);
}

describe('App Home', () => {
  it('tells newcomers what to do first', () => {
    expect(home({})).toContain('[Deploy…]');
    expect(home({})).toContain('`/deploy`');
  });

  it('has what waits for this person first, with the buttons to decide', () => {
    const words = home({
      waiting: [releaseStory().release],
      live: [releaseStory().approve().start().until(25).release],
    });
    expect(words).toMatch(/Waiting for you[\s\S]*\[Approve\] \[Reject…\][\s\S]*In progress/);
    expect(words).toContain('Needs 1 of @payments-leads, not <@U0AOI>');
  });

  it('shows what is live with its progress, and what was', () => {
    const live = [releaseStory().approve().start().until(25).release];
    const words = home({ live, recent: [successStory().release, rollbackStory().release] });
    expect(words).toContain('▶ *checkout* 2.4.0 → 2.4.1 · production · 25 % of traffic, since');
    expect(words).toContain('▓▓▓▓▓░░░░░░░░░░░░░░░');
    expect(words).toContain('✅ *checkout* 2.4.0 → 2.4.1 · production · released <!date^');
    expect(words).toContain('🔴 *checkout* 2.4.1 → 2.5.0 · production · rolled back <!date^');
  });

  it('shows which version runs where, since when and by whom, and marks what differs: production first', () => {
    const words = home({
      services: [
        runs('checkout', { staging: '2.5.0', production: '2.4.1' }),
        runs('search', { staging: '1.0.0', production: null }),
      ],
    });
    expect(words).toMatch(/ +production +staging/);
    expect(words).toMatch(/≠ checkout +2\.4\.1 3 d @aoi +2\.5\.0 3 d @aoi(\n|$)/);
    expect(words).toMatch(/\nsearch +\? +1\.0\.0 3 d @aoi(\n|$)/);
    expect(words).toContain('(1 of 2)');
  });

  it('leads to the cards of what is live and of what was', () => {
    const live = releaseStory().approve().start().until(25).release;
    const cards = new Map([[live.id, 'https://riverside.slack.com/archives/C1/p1']]);
    const linked = '<https://riverside.slack.com/archives/C1/p1|#142>';
    const words = home({ live: [live], recent: [successStory().release], cards });
    expect(words.split(linked)).toHaveLength(3);
  });

  it('says how many services it leaves out', () => {
    expect(home({ services: [runs('checkout', { staging: '1' })], left: 12 })).toContain('… and 12 more services');
  });

  it('warns those who run Sluice', () => {
    expect(home({ warnings: ['Redis forgets everything when it restarts.'] })).toContain('⚠️ Redis forgets everything');
  });
});

describe('the App Home of somebody who is not let in', () => {
  const closed = (refused: Refusal) => {
    const view = closedHome(refused, nothing);
    expectSoundView(view);
    return wordsOf(view);
  };

  it.each(['guest', 'bot', 'deactivated', 'other-workspace', 'not-here'] as const)(
    'says to one who is none of our own (%s) who may use it, and whom to ask',
    (why) => {
      const words = closed({ code: 'outsider', why });
      expect(words).toMatch(/Only full members of this workspace may use it, and Slack \w+/);
      expect(words).toMatch(/ask a full member in the service's channel.*ask an admin of this workspace/s);
      expect(words).not.toContain('Nothing was changed');
    },
  );

  it('says to one of whom Slack does not tell to look again', () => {
    expect(closed({ code: 'person-unknown', detail: 'Slack did not answer' })).toBe(
      "I can't tell who you are right now: Slack did not answer. Please open me again in a moment.",
    );
  });
});
