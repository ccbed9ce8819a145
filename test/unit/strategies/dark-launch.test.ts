import { describe, expect, it } from 'vitest';
import { bringsIn, type Plan, undoOf } from '../../../src/domain/plan.ts';
import { byMirror } from '../../../src/domain/route.ts';
import type { Target } from '../../../src/domain/target.ts';
import { kindOfStrategy, makePlan, writtenStrategy } from '../../../src/strategies/make-plan.ts';
import type { PlanInput } from '../../../src/strategies/planner.ts';
import { planLines } from '../../../src/words/steps.ts';
import { exampleFlag } from '../../support/flag-state.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const steps = [
  { percent: 10, bake: '2m' },
  { percent: 100, bake: '3m' },
];
const able = { precision: 'exact', routes: ['weight', 'mirror'], marks: [] } as const;
const web = { title: 'Deployment web', replicas: 4 };

function plan(written: object, input: Partial<PlanInput> = {}, target: Partial<Target> = {}): Plan {
  return makePlan({
    target: exampleTarget(target),
    strategy: writtenStrategy.parse({ kind: 'dark-launch', steps, ...written }),
    precision: 'exact',
    snapshot: { image: 'r/app:1.0.0', replicas: 4, runningSince: null },
    from: { version: '1.0.0', image: 'r/app:1.0.0' },
    to: { version: '1.1.0', image: 'r/app:1.1.0' },
    ...input,
  });
}

/** What the router is asked about before the plan. */
const routes = (written: object) => {
  const strategy = writtenStrategy.parse({ kind: 'dark-launch', ...written });
  return kindOfStrategy(strategy).routes(strategy);
};

const kinds = (of: Plan) => of.steps.map(({ action }) => action.kind);

describe('a dark launch that stops', () => {
  it('sends copies to a candidate of the size that was asked for, and takes it away again', () => {
    const made = plan({ next: 'stop', size: 50 });
    expect(made.steps.map(({ action }) => action)).toEqual([
      { kind: 'route.prepare' },
      { kind: 'candidate.start', replicas: 2 },
      { kind: 'traffic.mirror', percent: 10, replicas: 2 },
      { kind: 'bake', percent: 10, copies: true, forMs: 120_000 },
      { kind: 'traffic.mirror', percent: 100, replicas: 2 },
      { kind: 'bake', percent: 100, copies: true, forMs: 180_000 },
      { kind: 'traffic.unmirror' },
      { kind: 'candidate.remove' },
      { kind: 'route.clean' },
      { kind: 'verify.clean' },
    ]);
    expect(bringsIn(made)).toBe(false);
    expect(undoOf(made, 4).map(({ kind }) => kind)).toEqual([
      'traffic.unmirror',
      'candidate.remove',
      'route.clean',
      'verify.clean',
    ]);
  });

  it('asks the router for its least and its largest part of the requests, since a part may take more of it than all', () => {
    expect(routes({ steps })).toEqual([byMirror(10), byMirror(100)]);
    expect(routes({ steps: [{ percent: 100, bake: '1m' }] })).toEqual([byMirror(100)]);
  });

  it('reads as what it is, and warns of what happens twice before anything else', () => {
    const made = plan({ next: 'stop' });
    expect(planLines(made).map(({ what, undo }) => [what.plain, undo.plain])).toEqual([
      ['prepare the routes, then start 4 candidate pods', 'remove the candidate'],
      ['copies of 10 → 100 % of requests to 1.1.0, watching for 2 to 3 min each', 'no more copies to 1.1.0'],
      ['clean up: no more copies to 1.1.0, nothing left behind', ''],
    ]);
    expect(made.notes[0]).toContain('what it writes, sends or charges happens twice');
    expect(made.warnings).toBe(1);
  });

  it('moves no flag, and removes the copies of the configuration that nothing will name', () => {
    const how = { flag: 'new-pricing', off: true, steps: [{ percent: 100, bakeMs: 1000 }] };
    const copies = [{ kind: 'ConfigMap' as const, source: 'c', fingerprint: 'f', changes: null }];
    const moves = [{ kind: 'ConfigMap' as const, source: 'c', from: 'c', to: null }];
    const made = plan({ next: 'stop' }, { flags: [{ how, before: exampleFlag() }], configuration: { moves, copies } });
    expect(kinds(made)).not.toContain('flag.set');
    expect(made.staysFrom).toBeUndefined();
    expect(made.notes).toContain('new-pricing stays as it is.');
    expect(kinds(made).slice(-2)).toEqual(['config.remove', 'verify.clean']);
    expect(kinds(made)).not.toContain('config.settle');
  });

  it('is refused where a database would be left changed for nothing', () => {
    const strategy = writtenStrategy.parse({ kind: 'dark-launch', next: 'stop' });
    const unfit = kindOfStrategy(strategy).needs(able, { ...web, database: 'shop' }, strategy);
    expect(unfit).toMatchObject({
      detail: expect.stringContaining('database shop'),
      remedy: expect.stringContaining('next: canary'),
    });
  });
});

describe('a dark launch that goes on', () => {
  const shares = [{ percent: 25, bake: '1m' }];

  it('lets the same candidate take a growing share, never with fewer pods than before', () => {
    const made = plan({ size: 75, shares });
    expect(kinds(made)).toEqual([
      'route.prepare',
      'candidate.start',
      'traffic.mirror',
      'bake',
      'traffic.mirror',
      'bake',
      'traffic.shift',
      'bake',
      'candidate.scale',
      'traffic.shift',
      'workload.update',
      'traffic.restore',
      'candidate.remove',
      'route.clean',
      'verify.clean',
    ]);
    expect(made.steps[6]?.action).toEqual({ kind: 'traffic.shift', percent: 25, replicas: 3 });
  });

  it('takes all requests back in one write, whatever the candidate got', () => {
    const undo = undoOf(plan({ shares }), 8).map(({ kind }) => kind);
    expect(undo).toEqual(['traffic.restore', 'candidate.remove', 'route.clean', 'verify.clean']);
  });

  it('moves its flags and brings its contract like any other way in', () => {
    const how = { flag: 'new-pricing', off: false, steps: [{ percent: 100, bakeMs: 1000 }] };
    const made = plan({ shares }, { flags: [{ how, before: exampleFlag({ percentage: 0 }) }] });
    expect(kinds(made)).toContain('flag.set');
    expect(made.staysFrom).toBeDefined();
  });
});

describe('what the catalogue says of a dark launch', () => {
  it.each([
    [{ steps: [{ percent: 10 }, { percent: 10 }] }, /expected more than the 10/],
    [{ next: 'promote' }, /expected canary or stop/],
    [{ next: 'stop', shares: [{ percent: 5 }] }, /next is stop: leave it out/],
    [{ size: 0 }, /share of stable's pods from 1 to 100/],
  ])('is refused where it makes no sense: %j', (written, words) => {
    expect(() => writtenStrategy.parse({ kind: 'dark-launch', ...written })).toThrow(words);
  });

  it('brings a version back without looking at it in the dark first', () => {
    const strategy = writtenStrategy.parse({ kind: 'dark-launch', shares: [{ percent: 5, bake: '1m' }] });
    expect(kindOfStrategy(strategy).wayBack(strategy)).toEqual({
      kind: 'canary',
      steps: [{ percent: 5, bakeMs: 60_000 }],
    });
  });
});
