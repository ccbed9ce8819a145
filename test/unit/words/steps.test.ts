import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePlan, writtenStrategy } from '../../../src/strategies/make-plan.ts';
import { describeStep, lineOfStep, planLines } from '../../../src/words/steps.ts';
import { anyPlan, wholeMigration } from '../../support/any-plan.ts';
import { examplePlan, exampleTarget } from '../../support/release-plan.ts';

const plan = examplePlan();
const byPods = examplePlan({ target: { router: { kind: 'replicas' } } });
const said = (of: typeof plan) => planLines(of).map(({ what }) => what.plain);

describe('the lines of a plan', () => {
  it('name the routes that the candidate is added to, and nothing of them where there are none', () => {
    expect(said(plan)[0]).toBe('prepare the routes, then start 1 candidate pod');
    expect(said(byPods)[0]).toBe('start 1 candidate pod');
  });

  it('are the ones that a step is counted by', () => {
    const lines = said(plan);
    const counted = plan.steps.map((_, index) => lineOfStep(plan, index));
    expect(new Set(counted.map(({ of }) => of))).toEqual(new Set([lines.length]));
    expect([...new Set(counted.map(({ line }) => line))]).toEqual(lines.map((_, index) => index + 1));
    expect(lineOfStep(plan, plan.steps.length)).toEqual({ line: lines.length, of: lines.length });
  });
});

describe('what belongs together is one short line', () => {
  const made = (written: object, more: Parameters<typeof exampleTarget>[0] = {}) =>
    makePlan({
      target: exampleTarget(more),
      strategy: writtenStrategy.parse(written),
      precision: 'exact',
      snapshot: { image: 'shop:1', replicas: 4, runningSince: null },
      from: { version: '2.4.0', image: 'shop:1' },
      to: { version: '2.4.1', image: 'shop:2' },
    });
  const read = (of: typeof plan) => planLines(of).map(({ what, undo }) => [what.plain, undo.plain]);

  it('partitions, with how they are watched', () => {
    const partitions = [
      { pods: 1, bake: '5m' },
      { percent: 50, bake: '10m' },
    ];
    expect(read(made({ kind: 'rolling', partitions }))).toEqual([
      ['2.4.1 on 1 → 2 → 4 of 4 pods, watching for 2 to 10 min each', 'image 2.4.0'],
      ['check that nothing is left behind', ''],
    ]);
  });

  it('the phases of a migration; and a contract, which nothing takes back', () => {
    expect(read(made({ kind: 'recreate' }, { migration: wholeMigration }))).toEqual([
      ['database orders: back up, dry run, migrate, verify', 'revert the migration of database orders'],
      ['stop all pods, update 2.4.0 pods to 2.4.1, then start 4 pods', 'image 2.4.0'],
      ['watch for 2 min', ''],
      ['check that nothing is left behind', ''],
      ['wait 1 d with 2.4.1 in, then take away from database orders what only the old version used', ''],
    ]);
    const { backup: _, dryRun: __, verify: ___, ...bare } = wholeMigration;
    expect(read(made({ kind: 'rolling' }, { migration: bare }))[0]?.[0]).toBe('migrate database orders');
  });

  it('what comes before any traffic', () => {
    const smoke = [{ path: '/health' }];
    expect(read(made({ kind: 'blue-green', smoke }))[0]?.[0]).toBe(
      'prepare the routes, start 4 candidate pods, then try 2.4.1 with 1 request',
    );
  });

  it('no strategy takes more than three lines of a phone for one of its own', () => {
    fc.assert(
      fc.property(anyPlan(fc.constantFrom('2.4.1', '2024-11-30.1')), (any) => {
        for (const [what, undo] of read(any)) {
          if (!what?.includes(' → ')) expect(`1. ${what}   undo: ${undo}`.length).toBeLessThanOrEqual(130);
        }
      }),
    );
  });
});

describe('a step while it runs', () => {
  const at = (of: typeof plan, kind: string) =>
    describeStep(
      of,
      of.steps.findLastIndex(({ action }) => action.kind === kind),
    ).plain;

  it('is found in its line of the plan', () => {
    expect(said(plan)[0]).toContain(at(plan, 'route.prepare'));
    expect(said(plan)[0]).toContain(at(plan, 'candidate.start'));
    expect(at(plan, 'candidate.remove')).toBe('clean up: remove the candidate');
  });

  it('that has nothing to do is called by the next', () => {
    expect(at(byPods, 'route.prepare')).toBe('start 1 candidate pod');
  });

  it('is nothing behind the last', () => {
    expect(describeStep(plan, plan.steps.length).plain).toBe('');
  });
});
