import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Changes, changesSchema, keptChanges } from '../../../src/domain/changes.ts';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import { foldLog } from '../../../src/domain/fold.ts';
import { card } from '../../../src/messages/card/card.ts';
import { reportMarkdown } from '../../../src/messages/report/markdown.ts';
import { reportJson, reportOf } from '../../../src/messages/report/report.ts';
import { changesLines } from '../../../src/words/changes.ts';
import { knownChanges } from '../../support/changes.ts';
import { anyOf } from '../../support/from-schema.ts';
import { type ReleaseStory, releaseStory, successStory } from '../../support/release-story.ts';
import { expectSound, wordsOf } from '../../support/slack-words.ts';
import { threadMessages } from '../../support/thread.ts';
import { view } from './told.ts';

/** The story of a release in which this is. */
function containing(changes: Changes, { events, now }: ReleaseStory = releaseStory()) {
  const [first, ...more] = events;
  const log = [{ ...first, changes } as ReleaseEvent, ...more];
  const shown = card(foldLog(log), now, view);
  const thread = threadMessages(log, now, view);
  for (const message of [shown, ...thread.map((each) => each.message)]) expectSound(message);
  return { words: wordsOf(shown), thread, report: reportOf(log) };
}

const many = knownChanges({
  total: 300,
  pulls: { total: 40, first: knownChanges().pulls.first },
  authors: { total: 12, first: ['Aoi', 'Ben', 'Cem', 'Dee'].map((name) => ({ name })) },
  migrations: { total: 3, first: ['db/migrations/1.sql', 'db/migrations/2.sql', 'db/migrations/3.sql'] },
  lacks: 1,
});

describe('what is in a version', () => {
  it('stands on the card in two lines, with links, and calls nobody yet', () => {
    const { words, thread } = containing(knownChanges());
    expect(words).toContain(
      "*What's in it*: <https://github.com/shop/checkout/compare/v2.4.0...v2.4.1|2 commits> by Aoi Tanaka and Ben Okafor\n",
    );
    expect(words).toContain('<https://github.com/shop/checkout/pull/9|#9> Round totals · ');
    expect(thread.map(({ key }) => key)).not.toContain('whats-in');
  });

  it('stands there in three lines where there is much of it, and the thread has the rest', () => {
    const { words, thread } = containing(many);
    expect(words).toContain(
      '|300 commits> by Aoi, Ben, Cem and 9 more; ⚠ 1 commit that runs now is not in it (more in the thread)\n',
    );
    expect(words).toContain(
      'Retry payments · 38 more\n⚠ Migrations: `db/migrations/1.sql`, `db/migrations/2.sql` and 1 more',
    );
    const told = wordsOf(thread.find(({ key }) => key === 'whats-in')?.message ?? { text: '', blocks: [] });
    expect(told).toContain('• `db/migrations/3.sql`');
    expect(told).toContain('… and 298 more');
    expect(told).toContain('*Authors*: Aoi · Ben · Cem · Dee · 8 more');
  });

  it('is what goes away where the older version is asked for', () => {
    expect(containing(knownChanges({ takenBack: true })).words).toContain('*What it takes back*: ');
  });

  it('is said to be unknown where its source does not say, or is a link', () => {
    const unknown = containing({ kind: 'unknown', why: 'GitHub fails (HTTP 500)' });
    expect(unknown.words).toContain("What's in it is not known: GitHub fails (HTTP 500).");
    expect(containing({ kind: 'linked', url: 'https://git.example/a..b' }).words).toContain(
      "<https://git.example/a..b|What's in it>",
    );
  });

  it('calls its authors when their code goes to production, and only there', () => {
    const started = (story: ReleaseStory) =>
      containing(knownChanges(), story)
        .thread.map(({ message }) => wordsOf(message))
        .find((words) => words.startsWith('Started'));
    expect(started(releaseStory().approve().start())).toContain(
      'Started: 2.4.0 → 2.4.1 in production. It has code of <@U0AOI>.',
    );
    const staging = releaseStory({ target: { environment: 'staging', protected: false } })
      .approve()
      .start();
    expect(started(staging)).not.toContain('<@U0AOI>');
  });

  it('is in the report, in each of its forms', () => {
    const { report, thread } = containing(many, successStory());
    expect(wordsOf(thread.at(-1)?.message ?? { text: '', blocks: [] })).toContain(
      '|300 commits> by Aoi, Ben, Cem and 9 more',
    );
    expect(reportMarkdown(report)).toContain("## What's in it\n\n- What's in it: 300 commits");
    expect(JSON.parse(reportJson(report))).toMatchObject({ changes: { total: 300, migrations: { total: 3 } } });
  });
});

it('shows nothing of what stands in commits but its text', () => {
  const evil = '<!channel> *bold* `code` <https://evil.example|x> @here';
  const { words, thread } = containing(
    knownChanges({
      pulls: { total: 1, first: [{ name: '#1', title: evil, url: 'javascript:alert(1)' }] },
      commits: [{ id: evil, subject: evil, author: evil, url: evil }],
      authors: { total: 4, first: [{ name: evil, slack: '!channel' }] },
      migrations: { total: 1, first: [evil] },
    }),
  );
  const all = [words, ...thread.map(({ message }) => wordsOf(message))].join('\n');
  expect(all).not.toMatch(/<!channel>|<https:\/\/evil|javascript:alert\(1\)\||\*bold\*/);
});

it('takes three lines at most, whatever is known', () => {
  fc.assert(
    fc.property(anyOf(changesSchema), (changes) => {
      const lines = changesLines(changes);
      expect(lines.length).toBeLessThanOrEqual(3);
      for (const { mrkdwn } of lines) expect(mrkdwn).not.toMatch(/\n|<!/);
      containing(changes);
    }),
    { numRuns: 50 },
  );
  expect(keptChanges.commits).toBeLessThanOrEqual(100);
});
