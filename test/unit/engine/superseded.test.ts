import { describe, expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import { maySupersede } from '../../../src/domain/superseding.ts';
import { aoi, ren } from '../../support/people.ts';
import { appended, approved, atStep, bakeIndex, decide, plan, release, start, withEvents } from './deciding.ts';

const superseded: ReleaseEvent = { type: 'superseded', at: start, by: ren, version: '2.4.2', number: 8 };
const queued: ReleaseEvent = {
  type: 'queued',
  at: start,
  behind: { number: 6, version: '2.4.0' },
  expiresAt: start + 60_000,
};
const aborted: ReleaseEvent = { type: 'abort.asked', at: start, by: aoi, reason: null };
const updates = plan.steps.findIndex(({ action }) => action.kind === 'workload.update');

describe('a release whose place another takes', () => {
  it.each([
    ['waits for its turn', release(queued, superseded)],
    ['waits for approval', release(superseded)],
    ['is approved', release(approved, superseded)],
    ['has not begun', release(approved, { type: 'started', at: start }, superseded)],
  ])('ends with nothing changed while it %s', (_, state) => {
    expect(appended(state, start)).toEqual({
      type: 'finished',
      at: start,
      outcome: 'superseded',
      by: ren,
      reason: null,
    });
  });

  it('takes back what it has done, to the end, and says for whom', () => {
    const back = appended(withEvents(atStep(bakeIndex, start), superseded), start);
    expect(back).toMatchObject({
      type: 'rollback.started',
      cause: { code: 'superseded', detail: '#8 of 2.4.2', by: ren },
    });
    if (!back || !('type' in back) || back.type !== 'rollback.started') throw new Error('it must go back');
    expect(back.undo.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['traffic.restore', 'candidate.remove']));
    const done = back.undo.map((_, index): ReleaseEvent => ({ type: 'undo.done', at: start, index, note: '' }));
    const over = withEvents(atStep(bakeIndex, start), superseded, back, ...done);
    expect(appended(over, start)).toMatchObject({ type: 'finished', outcome: 'superseded', by: ren });
  });

  it('is withdrawn where somebody has said so before', () => {
    expect(appended(release(aborted, superseded), start)).toMatchObject({ outcome: 'withdrawn' });
  });
});

describe('whether a newer version may take the place', () => {
  it.each([
    ['waits for approval', release(), true],
    ['is approved', release(approved), true],
    ['gives its candidate traffic', atStep(bakeIndex, start), true],
    ['gives stable its version', atStep(updates, start), false],
    ['has given stable its version', atStep(updates + 1, start), false],
    ['goes back', withEvents(atStep(bakeIndex, start), aborted), false],
    ['makes way already', withEvents(atStep(bakeIndex, start), superseded), false],
    ['has its turn, and no plan yet', release(queued), true],
  ])('of one that %s', (_, state, may) => {
    expect(maySupersede(state)).toBe(may);
  });
});

describe('a release that waits for its turn', () => {
  it('asks whether it has come, until it expires', () => {
    expect(decide(release(queued), start)).toEqual({ do: 'take-turn', expiresAt: start + 60_000 });
    expect(appended(release(queued), start + 60_000)).toMatchObject({
      outcome: 'expired',
      reason: '#6 of 2.4.0 is not over',
    });
  });

  it('has its own time for approval once it is planned', () => {
    const late = start + 50_000;
    const anew: ReleaseEvent = { type: 'planned', at: late, plan, digest: 'anew', gates: [] };
    const waiting = release(queued, anew);
    expect(waiting).toMatchObject({ digest: 'anew', phase: { kind: 'awaiting-approval' } });
    expect(decide(waiting, late)).toEqual({ do: 'wait', until: late + plan.target.approval.remindMs });
    expect(release(anew)).toMatchObject({ digest: 'd', version: 2 });
  });
});
