import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action } from '../../../src/actions/index.ts';
import type { Migration } from '../../../src/domain/migration.ts';
import { type Plan, undoOf } from '../../../src/domain/plan.ts';
import type { Strategy } from '../../../src/domain/target.ts';
import { kindOfStrategy, makePlan, writtenStrategy } from '../../../src/strategies/make-plan.ts';
import { routedFor } from '../../../src/strategies/routed.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const percents = fc
  .uniqueArray(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 6 })
  .map((all) => all.sort((a, b) => a - b));
const bakeMs = fc.integer({ min: 0, max: 600_000 });

const strategy: fc.Arbitrary<Strategy> = fc.oneof(
  fc.record({ steps: percents, bakeMs }).map(({ steps, bakeMs }) => ({
    kind: 'canary' as const,
    steps: steps.map((percent) => ({ percent, bakeMs })),
  })),
  bakeMs.map((soakMs) => ({ kind: 'blue-green' as const, soakMs, keepMs: 2 * soakMs })),
  bakeMs.map((bakeMs) => ({ kind: 'rolling' as const, bakeMs })),
  bakeMs.map((bakeMs) => ({ kind: 'recreate' as const, bakeMs })),
);

const plan: fc.Arbitrary<Plan> = fc
  .record({
    strategy,
    replicas: fc.integer({ min: 1, max: 40 }),
    precision: fc.constantFrom('exact' as const, 'pods' as const),
  })
  .map(({ strategy, replicas, precision }) =>
    makePlan({
      target: exampleTarget(),
      strategy,
      precision,
      snapshot: { image: 'r/app:1.0.0', replicas, runningSince: null },
      from: { version: '1.0.0', image: 'r/app:1.0.0' },
      to: { version: '1.1.0', image: 'r/app:1.1.0@sha256:aa' },
    }),
  );

const changing: Action['kind'][] = [
  'route.prepare',
  'candidate.start',
  'candidate.scale',
  'traffic.shift',
  'workload.update',
  'workload.scale',
];
const shifts = ({ steps }: Plan) => steps.flatMap(({ action }) => (action.kind === 'traffic.shift' ? [action] : []));

describe('every plan', () => {
  it('lets the share only grow until stable takes the image', () => {
    fc.assert(
      fc.property(plan, (plan) => {
        const shares = shifts(plan).map(({ percent }) => percent);
        expect(shares).toEqual([...shares].sort((a, b) => a - b));
        expect(new Set(shares).size).toBe(shares.length);
        const promoted = plan.steps.findIndex(({ action }) => action.kind === 'workload.update');
        const lastShift = plan.steps.findLastIndex(({ action }) => action.kind === 'traffic.shift');
        expect(lastShift).toBeLessThan(promoted);
      }),
    );
  });

  it('names the undo of every step that changes something before the point where all is done', () => {
    fc.assert(
      fc.property(plan, (plan) => {
        for (const { action, undo } of plan.steps)
          if (changing.includes(action.kind)) expect(undo.length).toBeGreaterThan(0);
      }),
    );
  });

  it('has the pods for a share before the share comes', () => {
    fc.assert(
      fc.property(plan, (plan) => {
        let pods = 0;
        for (const { action } of plan.steps) {
          if (action.kind === 'candidate.start' || action.kind === 'candidate.scale') pods = action.replicas;
          if (action.kind !== 'traffic.shift') continue;
          expect(action.replicas).toBeLessThanOrEqual(pods);
          const needed = plan.notes.length > 0 ? 1 : Math.ceil((plan.replicas * action.percent) / 100);
          expect(pods).toBeGreaterThanOrEqual(needed);
        }
      }),
    );
  });

  it('takes traffic off the candidate before the candidate goes, whenever it goes back', () => {
    fc.assert(
      fc.property(plan, fc.nat(), (plan, cut) => {
        const undo = undoOf(plan, cut % (plan.steps.length + 1)).map(({ kind }) => kind);
        const [traffic, removal] = [undo.indexOf('traffic.restore'), undo.indexOf('candidate.remove')];
        if (traffic >= 0) expect(traffic).toBeLessThan(removal);
        const restore = undo.indexOf('workload.update');
        if (restore >= 0 && traffic >= 0) expect(restore).toBeLessThan(traffic);
      }),
    );
  });

  it('ends by looking that nothing is left, forwards and back', () => {
    fc.assert(
      fc.property(plan, fc.nat(), (plan, cut) => {
        expect(plan.steps.at(-1)?.action.kind).toBe('verify.clean');
        const started = 1 + (cut % plan.steps.length);
        expect(undoOf(plan, started).at(-1)?.kind).toBe('verify.clean');
      }),
    );
  });

  it('removes the candidate and the route that it made', () => {
    fc.assert(
      fc.property(plan, (plan) => {
        const kinds = plan.steps.map(({ action }) => action.kind);
        if (kinds.includes('candidate.start'))
          expect(kinds.indexOf('candidate.remove')).toBeGreaterThan(kinds.indexOf('candidate.start'));
        if (kinds.includes('route.prepare'))
          expect(kinds.indexOf('route.clean')).toBeGreaterThan(kinds.indexOf('route.prepare'));
      }),
    );
  });
});

describe('a canary without a traffic router', () => {
  const canary = (replicas: number) =>
    makePlan({
      target: exampleTarget(),
      strategy: { kind: 'canary', steps: [1, 5, 25, 50, 100].map((percent) => ({ percent, bakeMs: 1000 })) },
      precision: 'pods',
      snapshot: { image: 'a:1', replicas, runningSince: null },
      from: { version: '1', image: 'a:1' },
      to: { version: '2', image: 'a:2' },
    });

  it('turns shares into pods, says so, and bakes as long as was asked for', () => {
    const plan = canary(4);
    expect(shifts(plan).map(({ percent, replicas }) => [percent, replicas])).toEqual([
      [20, 1],
      [50, 4],
    ]);
    expect(plan.notes.join()).toContain('20 → 50 %');
    expect(plan.steps.flatMap(({ action }) => (action.kind === 'bake' ? [action.forMs] : []))).toEqual([3000, 2000]);
  });
});

describe('a service whose database is migrated', () => {
  const work = { command: ['migrate'], deadlineMs: 60_000 };
  const migration = { database: 'orders', dryRunAhead: work, backup: work, expand: work } as unknown as Migration;
  const planned = (backwards: boolean) =>
    makePlan({
      target: exampleTarget({ migration }),
      strategy: { kind: 'rolling', bakeMs: 1000 },
      precision: 'pods',
      snapshot: { image: 'a:2', replicas: 2, runningSince: null },
      from: { version: '2', image: 'a:2' },
      to: { version: '1', image: 'a:1' },
      ...(backwards ? { rollback: { pace: 'careful' as const } } : {}),
    });
  const touched = (plan: Plan) => /"migration\.(run|undo|soak)"/.test(JSON.stringify([plan.steps, plan.ahead]));

  it('is left as it is by a version that comes back', () => {
    expect(touched(planned(false))).toBe(true);
    expect(touched(planned(true))).toBe(false);
    expect(planned(true).notes).toContain('Database orders stays as it is.');
  });
});

describe('a recreate', () => {
  it('stops the old pods before the first new one and comes back the same way', () => {
    const plan = makePlan({
      target: exampleTarget(),
      strategy: { kind: 'recreate', bakeMs: 1000 },
      precision: 'pods',
      snapshot: { image: 'a:1', replicas: 2, runningSince: null },
      from: { version: '1', image: 'a:1' },
      to: { version: '2', image: 'a:2' },
    });
    expect(plan.steps.map(({ action }) => action.kind)).toEqual([
      'workload.scale',
      'workload.update',
      'workload.scale',
      'bake',
      'verify.clean',
    ]);
    expect(undoOf(plan, 4)).toEqual([
      { kind: 'workload.scale', replicas: 0 },
      { kind: 'workload.update', image: 'a:1', replicas: 0 },
      { kind: 'workload.scale', replicas: 2 },
      { kind: 'verify.clean' },
    ]);
  });
});

const able = { routes: ['weight'], marks: [] } as const;

describe('a blue-green', () => {
  const strategy = { kind: 'blue-green', soakMs: 60_000, keepMs: 600_000 };
  const plan = makePlan({
    target: exampleTarget({ router: { kind: 'service' } }),
    strategy,
    precision: 'whole',
    snapshot: { image: 'a:1', replicas: 3, runningSince: null },
    from: { version: '1', image: 'a:1' },
    to: { version: '2', image: 'a:2' },
  });

  it('has all of its pods before it gets everything, and is watched until the version before is let go', () => {
    expect(plan.steps.map(({ action }) => action)).toEqual([
      { kind: 'route.prepare' },
      { kind: 'candidate.start', replicas: 3 },
      { kind: 'traffic.shift', percent: 100, replicas: 3 },
      { kind: 'bake', percent: 100, forMs: 60_000 },
      { kind: 'bake', percent: 100, forMs: 540_000 },
      { kind: 'workload.update', image: 'a:2', replicas: 3 },
      { kind: 'traffic.restore', replicas: 3 },
      { kind: 'candidate.remove' },
      { kind: 'route.clean' },
      { kind: 'verify.clean' },
    ]);
    expect(plan.notes[0]).toMatch(/^6 pods run in place of 3 until 10 min after the switch/);
  });

  it('gives the traffic back first of all, whenever it has it', () => {
    for (const started of [3, 4, 5]) expect(undoOf(plan, started)[0]).toEqual({ kind: 'traffic.restore', replicas: 3 });
  });

  it('is refused where nothing could be switched', () => {
    const { needs } = kindOfStrategy(strategy);
    const web = { title: 'Deployment web', replicas: 1 };
    expect(needs({ ...able, precision: 'pods' }, web, strategy)?.detail).toContain('no Kubernetes Service');
    expect(needs({ ...able, precision: 'whole' }, { ...web, replicas: 0 }, strategy)?.detail).toContain('scaled to 0');
    expect(needs({ ...able, precision: 'whole' }, web, strategy)).toBeNull();
  });

  it('is kept for as long as it is judged, at least', () => {
    expect(writtenStrategy.parse({ kind: 'blue-green' })).toMatchObject({ soakMs: 120_000, keepMs: 600_000 });
    expect(writtenStrategy.parse({ kind: 'blue-green', soak: '1h' })).toMatchObject({ keepMs: 3_600_000 });
    expect(() => writtenStrategy.parse({ kind: 'blue-green', keep: '1m' })).toThrow('at least the soak of 2 min');
  });

  it('needs a router that divides no traffic, or the Service', () => {
    const routed = (router: { kind: string }) => routedFor(exampleTarget({ router }), strategy).router;
    expect(routed({ kind: 'replicas' })).toEqual({ kind: 'service' });
    expect(routed({ kind: 'istio', virtualService: 'x' } as { kind: string })).toMatchObject({ kind: 'istio' });
    const worker = { ...exampleTarget().workload, service: null };
    expect(routedFor(exampleTarget({ router: { kind: 'replicas' }, workload: worker }), strategy).router.kind).toBe(
      'replicas',
    );
  });
});

describe('a canary whose router moves all or nothing', () => {
  it('is refused with what to do', () => {
    const strategy = writtenStrategy.parse({ kind: 'canary' });
    const unfit = kindOfStrategy(strategy).needs(
      { ...able, precision: 'whole' },
      { title: 'Deployment web', replicas: 2 },
      strategy,
    );
    expect(unfit?.remedy).toContain('with blue-green');
  });
});
