import { describe, expect, it } from 'vitest';
import type { Migration } from '../../../src/domain/migration.ts';
import type { Plan } from '../../../src/domain/plan.ts';
import type { HoldCode } from '../../../src/domain/reasons.ts';
import type { Confirm } from '../../../src/messages/blocks/blocks.ts';
import { card } from '../../../src/messages/card/card.ts';
import { homeView } from '../../../src/messages/home/home.ts';
import { orphanMessage } from '../../../src/messages/thread/orphans.ts';
import { makePlan } from '../../../src/strategies/make-plan.ts';
import { wholeMigration, work } from '../../support/any-plan.ts';
import { mika } from '../../support/people.ts';
import { examplePlan, exampleTarget } from '../../support/release-plan.ts';
import { type ReleaseStory, releaseStory } from '../../support/release-story.ts';
import { threadMessages } from '../../support/thread.ts';
import { view } from './told.ts';

const plan = { from: '1.9.0', to: '1.9.1', target: { service: 'search', environment: 'live-eu' } };

/** Every button with a dialog in what is sent, by its `action_id`. */
function asking(sent: unknown): [string, Confirm][] {
  if (Array.isArray(sent)) return sent.flatMap(asking);
  if (typeof sent !== 'object' || sent === null) return [];
  const { action_id: id, confirm } = sent as { action_id?: string; confirm?: Confirm };
  const own: [string, Confirm][] = id && confirm ? [[id, confirm]] : [];
  return [...own, ...Object.values(sent).flatMap(asking)];
}

function shown(story: ReleaseStory): unknown {
  return [card(story.release, story.now, view), threadMessages(story.events, story.now, view)];
}

const running = (to = plan) => releaseStory(to).approve().start().until(5).steps(2).begin();
const hold = { type: 'hold.opened', code: 'no-data', detail: '', expiresAt: 9e12 } as const;
const gateHold = { ...hold, code: 'gate', detail: `INC-7 is open, ${'and so on '.repeat(30)}` } as const;
const stuck = (to = plan) =>
  running(to)
    .rollBack('aborted', { by: mika })
    .tell({ type: 'undo.retrying', index: 0, error: 'no answer' })
    .after(60_000)
    .tell({ type: 'acknowledged', by: mika });

/** Wherever Sluice shows a button of a release, in all its states, on cards, in threads and in App Home. */
const everywhere = (options = plan): unknown[] => {
  const waiting = releaseStory(options);
  const home = {
    directory: view.directory,
    now: waiting.now,
    waiting: [waiting.release],
    live: [running(options).release],
    recent: [],
    ...{ services: [], environments: [], left: 0, cards: new Map() },
    switches: null,
    warnings: [],
  };
  const plan = examplePlan(options);
  const way = { kind: 'open', plan, image: null, replicas: 4, routes: [], removed: [], digest: '0' } as const;
  return [
    ...[waiting, running(options), running(options).tell(hold), running(options).tell(gateHold), stuck(options)].map(
      shown,
    ),
    homeView(home),
    orphanMessage('r12', plan.target, ['Deployment x'], view.directory, { keeper: null, train: null, way }),
  ];
};

const restoring = { ...work, restores: true, afterFailure: true };
const { undo: _, ...withoutUndo } = wholeMigration;
const longFrom = { version: `1.${'0'.repeat(126)}`, image: 'shop:1' };
const longTo = { version: `2.${'0'.repeat(126)}`, image: 'shop:2' };

function migrating(migration: Migration): Plan {
  const strategy = { kind: 'canary', steps: [{ percent: 50, bakeMs: 60_000 }] };
  return makePlan({
    target: exampleTarget({ ...plan.target, strategy, migration }),
    strategy,
    precision: 'exact',
    snapshot: { image: 'shop:1', replicas: 4, runningSince: null },
    from: { version: plan.from, image: 'shop:1' },
    to: { version: plan.to, image: 'shop:2' },
  });
}

describe('every dialog that asks again', () => {
  it('is one of these, on cards, in threads and in App Home', () => {
    expect([...new Set(asking(everywhere()).map(([id]) => id))].sort()).toEqual(
      ['approve', 'hold_go', 'promote', 'put_back', 'rollback', 'take_over'].sort(),
    );
  });

  it('is of a row that an edit of the card keeps, so that it counts after one', () => {
    const rows = (story: ReleaseStory) =>
      card(story.release, story.now, view).blocks.flatMap((block) =>
        block.type === 'actions' ? [block.block_id] : [],
      );
    const edited = [running(), running().measure(100, 0), running().tell(hold), stuck()].map(rows);
    expect(edited).toEqual([['release'], ['release'], ['release'], ['release']]);
  });

  it('names the service, both versions and the environment', () => {
    const asked = asking(everywhere());
    expect(asked).not.toEqual([]);
    for (const [id, { title, text }] of asked) {
      expect(`${id}: ${title.text}`).toMatch(/search.*live-eu/);
      for (const name of ['search', '1.9.0', '1.9.1', 'live-eu']) expect(`${id}: ${text.text}`).toContain(name);
    }
  });

  it('still names them where each is as long as it may be', () => {
    const long = { service: 's'.repeat(63), environment: 'e'.repeat(63) };
    const versions = { from: `1.${'0'.repeat(126)}`, to: `2.${'0'.repeat(126)}` };
    const asked = asking(everywhere({ ...versions, target: long }));
    expect(asked).not.toEqual([]);
    for (const [id, { title, text }] of asked) {
      expect(`${id}: ${title.text}`).toMatch(/sss.*eee/);
      expect(title.text.length).toBeLessThanOrEqual(100);
      expect(`${id}: ${text.text}`).toMatch(/sss.*1\.000.* → 2\.000.*eee[\s\S]+[.?]$/);
    }
  });

  it('says what really speaks against going on', () => {
    const question = (code: HoldCode, detail = '') => {
      const held = running().tell({ ...hold, code, detail });
      return new Map(asking(card(held.release, held.now, view))).get('hold_go')?.text.text ?? '';
    };
    expect(question('gate', 'INC-7 is open')).toMatch(
      /Continue with 1\.9\.1 even though a gate objects: INC-7 is open\?$/,
    );
    expect(question('gate')).not.toContain('figures');
    expect(question('pause-expired')).toMatch(/even though it was paused and nobody has resumed it\?$/);
    expect(question('switch')).toMatch(/Send all of the traffic to 1\.9\.1 now\?$/);
    expect(question('no-data')).toMatch(/even though the figures don't show that it's healthy\?$/);
  });

  it.each([
    ['is undone', { ...wholeMigration }, 'The migration of database orders is undone.'],
    [
      'gets its backup back',
      { ...wholeMigration, undo: restoring },
      'orders gets its backup back: later writes are lost.',
    ],
    ['stays', withoutUndo, 'Database orders stays migrated.'],
  ])('of the way back says what becomes of the database: it %s', (_, migration, words) => {
    const asked = (steps: number) => {
      const story = releaseStory({ plan: migrating(migration) })
        .approve()
        .start()
        .steps(steps)
        .begin();
      return new Map(asking(shown(story))).get('rollback')?.text.text ?? '';
    };
    expect(asked(1)).not.toContain('orders');
    expect(asked(6)).toMatch(/Run 1\.9\.0 on all pods in live-eu again and remove 1\.9\.1\?|Send all traffic/);
    expect(asked(6)).toContain(words);
    const long = { ...migration, database: 'd'.repeat(60) };
    const target = { service: 's'.repeat(63), environment: 'e'.repeat(63), migration: long };
    const whole = { ...migrating(long), target: exampleTarget(target), from: longFrom, to: longTo };
    const dialog = new Map(asking(shown(releaseStory({ plan: whole }).approve().start().steps(6).begin()))).get(
      'rollback',
    );
    expect(dialog?.text.text.length).toBeLessThanOrEqual(300);
    expect(dialog?.text.text).toMatch(/(undone|lost|migrated)\.$/);
  });

  it('asks in the words of the button', () => {
    const titles = new Map(asking(everywhere()).map(([id, { title }]) => [id, title.text]));
    expect(titles.get('promote')).toBe('Promote search 1.9.1 in live-eu now?');
    expect(titles.get('approve')).toBe('Release search 1.9.1 to live-eu?');
    expect(titles.get('rollback')).toBe('Roll search back to 1.9.0 in live-eu?');
    expect(titles.get('take_over')).toBe('Take over search in live-eu?');
  });
});
