import { describe, expect, it } from 'vitest';
import { check } from '../../chaos/check.ts';
import type { Entry } from '../../chaos/shapes.ts';
import { logOf } from './found.ts';
import { approved, asked, began, broken, done, end, evidence, good, marked, rollback, undone } from './released.ts';

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
    const second = [{ ...asked, at: 5 }, ...good.slice(1)] as Entry[];
    const logs = [logOf('r1', good), logOf('r2', second)];
    const marks = ['r1', 'r2'].flatMap((release) => ['card', 'report'].map((key) => ({ release, key })));
    const firstWrites = ['r1', 'r2'].map((release) => ({ release, at: 3 }));
    expect(broken(evidence(good, { logs, marks, firstWrites }))).toEqual(['one live']);
  });

  it('told once: a mark twice, or none', () => {
    const mark = { release: 'r1', key: 'report' };
    expect(broken(evidence(good, { marks: [mark, mark] }))).toEqual(['told once']);
    expect(broken(evidence(good, { marks: [] }))).toEqual(['told once']);
  });

  it('log: an id left out', () => {
    const gap = { ...logOf('r1', good), ids: ['1-0', '2-0', '4-0', '5-0', '6-0', '7-0', '8-0'] };
    expect(broken(evidence(good, { logs: [gap] }))).toEqual(['log']);
  });

  it('nothing left: a candidate, or the wrong image', () => {
    expect(broken(evidence(good, { leftovers: ['web-candidate'] }))).toEqual(['nothing left']);
    expect(broken(evidence(good, { running: ['web@production old'] }))).toEqual(['nothing left']);
  });

  const back: Entry = { ...end, outcome: 'rolled-back' };
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
    const events: Entry[] = [asked, { ...end, outcome }];
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

  it('as before: a success changes the image of its own Deployment, and nothing else', () => {
    const text = (image: string, more: object = {}) =>
      JSON.stringify({ spec: { template: { spec: { containers: [{ image }] } }, ...more } });
    const objectsFirst = { 'Deployment web@production': text('old'), 'Deployment web@staging': text('old') };
    const standing = (objects: Record<string, string>) => evidence(good, { objectsFirst, objects });
    const after = { ...objectsFirst, 'Deployment web@production': text('new') };
    expect(check(standing(after))).toEqual([]);
    expect(broken(standing({ ...after, 'Deployment web@staging': text('new') }))).toEqual(['as before']);
    expect(broken(standing({ ...after, 'Deployment web@production': text('new', { replicas: 3 }) }))).toEqual([
      'as before',
    ]);
    expect(broken(standing(objectsFirst))).toEqual(['as before']);
  });
});
