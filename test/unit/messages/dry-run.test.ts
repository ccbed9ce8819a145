import { describe, expect, it } from 'vitest';
import { shownDigest } from '../../../src/domain/approval.ts';
import type { DryRun } from '../../../src/domain/dry-run.ts';
import type { Migration } from '../../../src/domain/migration.ts';
import { buttonValue, parseButtonValue } from '../../../src/messages/blocks/action-ids.ts';
import { homeView } from '../../../src/messages/home/home.ts';
import { doneMessage } from '../../../src/messages/refusals/answers.ts';
import { mika } from '../../support/people.ts';
import { examplePlan } from '../../support/release-plan.ts';
import { releaseStory } from '../../support/release-story.ts';
import { expectSoundView, wordsOf } from '../../support/slack-words.ts';
import { cardOf, notes } from './told.ts';

const work = { job: null, image: null, command: ['migrate'], deadlineMs: 60_000 };
const ahead = { action: { kind: 'migration.run', phase: 'dryRunAhead' } as const, deadlineMs: 60_000 };

const asking = (destructive: Migration['destructive'] = 'ask') => {
  const migration = { database: 'orders', destructive, dryRunAhead: work, dryRun: work, expand: work };
  return releaseStory({ plan: { ...examplePlan({ target: { migration } }), ahead } });
};

const drops = (howMany: number) =>
  Array.from({ length: howMany }, (_, index) => ({ text: `DROP TABLE old_${index}`, destroys: 'drops a table' }));
const worst: DryRun = {
  kind: 'read',
  statements: 12,
  destructive: 2,
  listed: [...drops(2), { text: 'SELECT <!channel>', destroys: null }],
  digest: 'd1',
};
const harmless: DryRun = {
  kind: 'read',
  statements: 1,
  destructive: 0,
  listed: [{ text: 'BEGIN', destroys: null }],
  digest: 'd0',
};
const unread: DryRun = { kind: 'unread', why: "PostgreSQL's parser can't read it", digest: null };

describe('the card of a release whose dry run comes before the approval', () => {
  it('says that it runs, and offers to approve all the same', () => {
    const words = wordsOf(cardOf(asking()));
    expect(words).toContain('The dry run of the migration is running');
    expect(words).toContain('[Approve]');
    expect(words).not.toContain('An approval given before');
  });

  it('still waits once it is approved, and says what the approval is worth', () => {
    const story = asking().approve();
    expect(wordsOf(cardOf(story))).toContain('Waiting for approval');
    expect(wordsOf(cardOf(story))).toContain('An approval given before counts if no data may be lost.');
    expect(wordsOf(doneMessage('approve', story.release))).toContain(
      "your approval doesn't count and you're asked again",
    );
    const allowed = wordsOf(doneMessage('approve', asking('allow').approve().release));
    expect(allowed).toContain('it starts once that has ended');
  });

  it('says why it cannot run yet', () => {
    const story = asking().tell({ type: 'ahead.retrying', error: 'database orders is being changed by #7 <!here>' });
    expect(wordsOf(cardOf(story))).toContain("can't run yet: database orders is being changed by #7 &lt;!here&gt;.");
  });

  it('lists what it would do, the worst first, and how much more there is', () => {
    const words = wordsOf(cardOf(asking().tell({ type: 'ahead.read', found: worst })));
    expect(words).toContain('Data may be lost by 2 of 12 statements in the migration');
    expect(words).toContain(
      '• DROP TABLE old_0: drops a table\n• DROP TABLE old_1: drops a table\n• SELECT &lt;!channel&gt;\n• and 9 more',
    );
    expect(words).not.toContain('is running');
  });

  it('says that nothing may be lost, or that nobody can tell', () => {
    const good = wordsOf(cardOf(asking().tell({ type: 'ahead.read', found: harmless })));
    expect(good).toContain("Dry run of the migration: 1 statement, which can't lose data\n• BEGIN");
    const none = wordsOf(cardOf(asking().tell({ type: 'ahead.read', found: unread })));
    expect(none).toContain("Nobody can tell what the migration would destroy: PostgreSQL's parser can't read it");
  });

  it('shows the same in App Home, where it can be approved too', () => {
    const { release } = asking().tell({ type: 'ahead.read', found: worst });
    const services = { services: [], environments: [], left: 0, cards: new Map() };
    const home = { now: 0, live: [], recent: [], ...services, switches: null, warnings: [] };
    const shown = homeView({ ...home, directory: { groupId: () => null }, waiting: [release] });
    expectSoundView(shown);
    expect(wordsOf(shown)).toMatch(/• DROP TABLE old_0: drops a table[\s\S]*\[Approve\]/);
  });

  it('keeps to what Slack takes, however long the statements are', () => {
    const text = '<'.repeat(300);
    const listed = Array.from({ length: 8 }, () => ({ text, destroys: 'drops a table' }));
    const found: DryRun = { kind: 'read', statements: 8, destructive: 8, listed, digest: 'd' };
    const story = asking().approve().tell({ type: 'ahead.read', found });
    expect(wordsOf(cardOf(story))).toContain('Data may be lost by 8 of 8 statements');
    expect(notes(story).at(-1)).toContain('approve again');
  });

  it('asks for certainty with what would be lost in mind', () => {
    const card = JSON.stringify(cardOf(asking().tell({ type: 'ahead.read', found: worst })));
    expect(card).toContain('Data may be lost by 2 of 12 statements in the migration.');
  });
});

describe('its thread', () => {
  it('asks again, in person, whoever approved without having seen that data may be lost', () => {
    const story = asking().approve().tell({ type: 'ahead.read', found: worst });
    expect(notes(story).at(-1)).toContain("<@U0MIKA>: you approved before that could be seen, so it doesn't count.");
    expect(story.release.approvals).toEqual([]);
  });

  it.each([
    ['nothing may be lost', asking().approve().tell({ type: 'ahead.read', found: harmless })],
    ['the catalogue allows it', asking('allow').approve().tell({ type: 'ahead.read', found: worst })],
  ])('asks nobody again where %s', (_why, story) => {
    expect(notes(story).at(-1)).not.toContain('approve');
    expect(story.release.approvals).toMatchObject([{ by: mika }]);
  });
});

describe('what a button of the card stands for', () => {
  const shown = (found: DryRun, destructive?: Migration['destructive']) =>
    asking(destructive).tell({ type: 'ahead.read', found }).release;

  it('is the plan, and what was seen of it where that must be seen', () => {
    const { release } = asking();
    expect(shownDigest(release)).toBe(release.digest);
    expect(shownDigest(shown(harmless))).toBe(release.digest);
    expect(shownDigest(shown(worst, 'allow'))).toBe(release.digest);
    expect(new Set([worst, unread].map((found) => shownDigest(shown(found))))).toHaveLength(2);
    expect(parseButtonValue(buttonValue(shown(worst)))?.digest).toBe(`${release.digest}+d1`);
  });
});
