import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { restMs, startsIn } from '../../../src/actions/facets.ts';
import { makeTrainPlan } from '../../../src/strategies/train-plan.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const version = (name: string) => ({ version: name, image: `registry.example/checkout:${name}` });
const trainOf = (soakMs: number, onFailure: 'stop' | 'rollback' = 'stop') => ({ train: { soakMs, onFailure } });
const staging = exampleTarget({ environment: 'staging', ...trainOf(60_000) });

const plan = (...targets: Parameters<typeof makeTrainPlan>[0]['targets']) =>
  makeTrainPlan({
    kind: 'environments',
    named: 'production',
    targets,
    strategy: null,
    from: version('2.4.0'),
    to: version('2.4.1'),
    replicas: 3,
    runningSince: null,
    notes: [],
  });

describe('the plan of a train', () => {
  it('soaks after each environment but the last, and not where that is 0', () => {
    const qa = exampleTarget({ environment: 'qa', ...trainOf(0) });
    const { steps, train } = plan(staging, qa, exampleTarget());
    expect(train?.stages).toEqual(['staging', 'qa', 'production']);
    expect(steps.map(({ action }) => action.kind)).toEqual([
      'release.run',
      'release.soak',
      'release.run',
      'release.run',
    ]);
  });

  it('comes to the places of a ring in one step, and soaks as long as the longest of them says', () => {
    const place = (name: string, ring: number, soakMs: number, asks = false) =>
      exampleTarget({ environment: `production/${name}`, place: { ring, asks }, ...trainOf(soakMs) });
    const { steps } = plan(staging, place('a', 0, 1000), place('b', 0, 3000), place('c', 1, 0, true));
    expect(steps.map(({ action }) => action)).toMatchObject([
      { kind: 'release.run', environment: 'staging' },
      { kind: 'release.soak', environment: 'staging' },
      {
        kind: 'release.ring',
        places: [{ environment: 'production/a' }, { environment: 'production/b', approvedBefore: true }],
      },
      { kind: 'release.soak', environment: 'production/a', beside: ['production/b'], forMs: 3000 },
      { kind: 'release.run', environment: 'production/c' },
    ]);
    expect(steps.at(-1)?.action).not.toHaveProperty('approvedBefore');
    expect(steps[2]?.undo).toMatchObject([
      { kind: 'release.ring-back', environments: ['production/a', 'production/b'] },
    ]);
  });

  it('has each place once, in its order, takes back all that it begins, and soaks only between rings', () => {
    const rings = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(rings, fc.nat({ max: 2 }), (sizes, soakMs) => {
        const targets = sizes.flatMap((size, ring) =>
          Array.from({ length: size }, (_, index) =>
            exampleTarget({
              environment: `production/p${ring}-${index}`,
              place: { ring, asks: false },
              ...trainOf(soakMs),
            }),
          ),
        );
        const [first, ...rest] = targets;
        if (!first) return;
        const { steps, train } = plan(first, ...rest);
        const begun = steps.flatMap(({ action }) => startsIn(action).map(({ environment }) => environment));
        expect(begun).toEqual(targets.map(({ environment }) => environment));
        expect(train?.stages).toEqual(begun);
        expect(steps.filter(({ undo }) => undo.length > 0)).toHaveLength(sizes.length);
        expect(steps.filter(({ action }) => restMs(action) !== null)).toHaveLength(soakMs > 0 ? sizes.length - 1 : 0);
      }),
    );
  });

  it('takes back as the environment says in which it ends', () => {
    const stays = (made: ReturnType<typeof plan>) =>
      made.steps.flatMap(({ undo }) => undo).map((action) => action.kind === 'release.back' && action.stays);
    expect(stays(plan(staging, exampleTarget()))).toEqual([true, true]);
    expect(stays(plan(staging, exampleTarget(trainOf(0, 'rollback'))))).toEqual([false, false]);
  });

  it('moves nothing and asks nobody of its own, and lasts as long as its releases may', () => {
    const moved = exampleTarget({ releaseFlags: [], configuration: { versioned: 'all', secrets: true }, gates: {} });
    const { target, steps } = plan(staging, moved);
    expect(target).not.toHaveProperty('releaseFlags');
    expect(target).not.toHaveProperty('configuration');
    expect(target).not.toHaveProperty('gates');
    expect(target.approval.required).toBe(0);
    expect(target.limits.totalMs).toBe(steps.reduce((sum, { deadlineMs }) => sum + deadlineMs, 0));
  });
});
