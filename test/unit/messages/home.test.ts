import { describe, expect, it } from 'vitest';
import type { Refusal } from '../../../src/domain/reasons.ts';
import { closedHome } from '../../../src/messages/home/closed.ts';
import { type Home, homeView } from '../../../src/messages/home/home.ts';
import { releaseStory, rollbackStory, successStory } from '../../support/release-story.ts';
import { expectSoundView, wordsOf } from '../../support/slack-words.ts';

const nothing: Home = {
  directory: { groupId: () => null },
  now: Date.UTC(2026, 10, 20, 15, 0),
  waiting: [],
  live: [],
  recent: [],
  services: [],
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

  it('shows which version runs where, and marks what differs', () => {
    const services = [
      {
        service: 'checkout',
        versions: [
          { environment: 'staging', version: '2.5.0', digest: null },
          { environment: 'production', version: '2.4.1', digest: null },
        ],
      },
      {
        service: 'search',
        versions: [
          { environment: 'staging', version: '1.0.0', digest: null },
          { environment: 'production', version: null, digest: null },
        ],
      },
    ];
    const words = home({ services });
    expect(words).toMatch(/ +staging +production/);
    expect(words).toMatch(/checkout +2\.5\.0 +2\.4\.1 +≠/);
    expect(words).toMatch(/search +1\.0\.0 +\?(\n|$)/);
    expect(words).toContain('(1 of 2)');
  });

  it('compares versions by their bytes where these are known, and by name where not', () => {
    const runs = (version: string, digest: string | null, environment: string) => ({ environment, version, digest });
    const marked = (...[one, other]: [string, string | null][]) => {
      const versions = [runs(...(one ?? ['', null]), 'staging'), runs(...(other ?? ['', null]), 'production')];
      return home({ services: [{ service: 'checkout', versions }] }).includes('≠');
    };
    expect(marked(['2.4.1', 'sha256:aa'], ['2.4.1', 'sha256:bb'])).toBe(true);
    expect(marked(['stable', 'sha256:aa'], ['2.4.1', 'sha256:aa'])).toBe(false);
    expect(marked(['2.4.1', 'sha256:aa'], ['2.4.1', null])).toBe(false);
    expect(marked(['2.4.1', 'sha256:aa'], ['2.4.0', null])).toBe(true);
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
