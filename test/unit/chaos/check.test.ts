import { describe, expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import { check } from '../../chaos/check.ts';
import type { Evidence } from '../../chaos/evidence.ts';

const asked = {
  type: 'requested',
  at: 1,
  id: 'r1',
  digest: 'd',
  request: { service: 'web', environment: 'production', by: { id: 'aoi', name: 'aoi' } },
  plan: {
    from: { image: 'old' },
    to: { image: 'new' },
    target: { approval: { required: 1, selfApproval: false } },
  },
} as unknown as ReleaseEvent;
const approved = (id: string, digest = 'd'): ReleaseEvent => ({
  type: 'approved',
  at: 2,
  by: { id, name: id },
  digest,
});
const began = (index: number): ReleaseEvent => ({ type: 'step.started', at: 3, index });
const done = (index: number): ReleaseEvent => ({ type: 'step.done', at: 4, index, note: '' });
const undone = (index: number): ReleaseEvent => ({ type: 'undo.done', at: 5, index, note: '' });
const rollback = { type: 'rollback.started', at: 4, cause: {}, undo: [] } as unknown as ReleaseEvent;
const end: ReleaseEvent = { type: 'finished', at: 9, outcome: 'succeeded', by: null, reason: null };
const good = [asked, approved('mika'), began(0), done(0), began(1), done(1), end];

const marked = (...keys: string[]) => keys.map((key) => ({ release: 'r1', key }));
function evidence(events: readonly ReleaseEvent[], more: Partial<Evidence> = {}): Evidence {
  const marks = marked('card', 'report', ...(events.includes(rollback) ? ['alert:rollback'] : []));
  const cluster = { leftovers: [], running: ['web@production new'], ranFirst: ['web@production old'] };
  const rest = {
    approvers: ['mika', 'aoi'],
    weights: [],
    firstWrites: [{ release: 'r1', at: 3 }],
    ...cluster,
    objects: {},
    objectsFirst: {},
  };
  return { logs: [{ id: 'r1', events }], marks, ...rest, ...more };
}
const broken = (given: Evidence) => [...new Set(check(given).map(({ invariant }) => invariant))];

describe('the checker', () => {
  it('finds nothing in a release as it should be', () => expect(check(evidence(good))).toEqual([]));

  it.each([
    ['a step twice', [asked, approved('mika'), began(0), began(0), done(0), end]],
    ['a step done twice', [asked, approved('mika'), began(0), done(0), done(0), end]],
    ['a step left out', [asked, approved('mika'), began(0), done(0), began(2), done(2), end]],
    ['undo without a rollback', [asked, approved('mika'), began(0), undone(0), end]],
    ['undo out of order', [asked, approved('mika'), began(0), rollback, undone(1), undone(0), end]],
    ['a step after the rollback', [asked, approved('mika'), began(0), done(0), rollback, began(1), end]],
    ['two rollbacks', [asked, approved('mika'), began(0), rollback, rollback, end]],
  ])('log: %s', (_, events) => expect(broken(evidence(events))).toEqual(['log']));

  it.each([
    ['nobody', [asked, began(0), done(0), end]],
    ['a stranger', [asked, approved('ren'), began(0), done(0), end]],
    ['the requester', [asked, approved('aoi'), began(0), done(0), end]],
    ['of another plan', [asked, approved('mika', 'x'), began(0), done(0), end]],
    ['too late', [asked, began(0), approved('mika'), done(0), end]],
  ])('approved: %s', (_, events) => expect(broken(evidence(events))).toEqual(['approved']));

  it.each([
    ['never', good.slice(0, -1)],
    ['twice', [...good, end]],
    ['not last', [...good, approved('mika')]],
  ])('ended: %s', (_, events) => {
    expect(broken(evidence(events))).toContain('ended');
  });

  it('one live: two at a time', () => {
    const second = [{ ...asked, at: 5 }, ...good.slice(1)] as ReleaseEvent[];
    const logs = [
      { id: 'r1', events: good },
      { id: 'r2', events: second },
    ];
    const marks = ['r1', 'r2'].flatMap((release) => ['card', 'report'].map((key) => ({ release, key })));
    const firstWrites = ['r1', 'r2'].map((release) => ({ release, at: 3 }));
    expect(broken(evidence(good, { logs, marks, firstWrites }))).toEqual(['one live']);
  });

  it('told once: a mark twice, or none', () => {
    const mark = { release: 'r1', key: 'report' };
    expect(broken(evidence(good, { marks: [mark, mark] }))).toEqual(['told once']);
    expect(broken(evidence(good, { marks: [] }))).toEqual(['told once']);
  });

  it('weight falls: more traffic after the rollback began', () => {
    const events = [
      asked,
      approved('mika'),
      began(0),
      rollback,
      undone(0),
      { ...end, outcome: 'rolled-back' as const },
    ];
    const weight = (at: number, percent: number) => ({ place: 'web@production', at, percent });
    const running = ['web@production old'];
    expect(check(evidence(events, { running, weights: [weight(3, 5), weight(5, 0)] }))).toEqual([]);
    expect(broken(evidence(events, { running, weights: [weight(3, 5), weight(5, 25)] }))).toEqual(['weight falls']);
  });

  it('nothing left: a candidate, or the wrong image', () => {
    expect(broken(evidence(good, { leftovers: ['web-candidate'] }))).toEqual(['nothing left']);
    expect(broken(evidence(good, { running: ['web@production old'] }))).toEqual(['nothing left']);
  });

  const back: ReleaseEvent = { ...end, outcome: 'rolled-back' };
  const undoing = [asked, approved('mika'), began(0), rollback, undone(0), back];
  const old = { running: ['web@production old'] };

  it('told once: the report, or the alert of a rollback, is missing', () => {
    expect(broken(evidence(good, { marks: marked('card') }))).toEqual(['told once']);
    expect(check(evidence(undoing, old))).toEqual([]);
    expect(broken(evidence(undoing, { ...old, marks: marked('card', 'report') }))).toEqual(['told once']);
  });

  it.each([
    ['rejected', 'note:2'],
    ['withdrawn', 'note:2'],
    ['expired', 'alert:expired'],
  ] as const)('told once: a release that was %s', (outcome, key) => {
    const events: ReleaseEvent[] = [asked, { ...end, outcome }];
    const rest = { ...old, firstWrites: [] };
    expect(check(evidence(events, { ...rest, marks: marked('card', key) }))).toEqual([]);
    expect(broken(evidence(events, { ...rest, marks: marked('card') }))).toEqual(['told once']);
  });

  it('approved: a write before the approval, or none at all in a release that succeeded', () => {
    expect(broken(evidence(good, { firstWrites: [{ release: 'r1', at: 1.5 }] }))).toEqual(['approved']);
    expect(broken(evidence(good, { firstWrites: [] }))).toEqual(['approved']);
  });

  it('as before: changed, gone, or made, where nothing succeeded', () => {
    const objectsFirst = { 'Service web@production': 'a' };
    const standing = (objects: Record<string, string>) => evidence(undoing, { ...old, objectsFirst, objects });
    expect(check(standing(objectsFirst))).toEqual([]);
    expect(broken(standing({ 'Service web@production': 'b' }))).toEqual(['as before']);
    expect(broken(standing({}))).toEqual(['as before']);
    expect(broken(standing({ ...objectsFirst, 'Service web-2@production': 'a' }))).toEqual(['as before']);
  });

  it('as before: a release that succeeded may change its own place, and no other', () => {
    const objectsFirst = { 'Deployment web@production': 'a', 'Deployment web@staging': 'a' };
    const standing = (objects: Record<string, string>) => evidence(good, { objectsFirst, objects });
    expect(check(standing({ ...objectsFirst, 'Deployment web@production': 'b' }))).toEqual([]);
    expect(broken(standing({ ...objectsFirst, 'Deployment web@staging': 'b' }))).toEqual(['as before']);
  });
});
