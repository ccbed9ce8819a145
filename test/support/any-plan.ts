import fc from 'fast-check';
import type { Migration } from '../../src/domain/migration.ts';
import type { Plan } from '../../src/domain/plan.ts';
import type { Strategy } from '../../src/domain/target.ts';
import { makePlan } from '../../src/strategies/make-plan.ts';
import { makeTrainPlan } from '../../src/strategies/train-plan.ts';
import { exampleTarget } from './release-plan.ts';

const bakeMs = fc.integer({ min: 0, max: 7 * 86_400_000 });
const growing = fc
  .uniqueArray(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 30 })
  .chain((all) => fc.tuple(fc.constant(all.toSorted((a, b) => a - b)), bakeMs))
  .map(([all, bakeMs]) => all.map((percent) => ({ percent, bakeMs })));
const size = fc.integer({ min: 1, max: 100 });

/** A strategy of any kind, as targets keep it. */
export const anyStrategy: fc.Arbitrary<Strategy> = fc.oneof(
  growing.map((steps): Strategy => ({ kind: 'canary', steps })),
  bakeMs.map((soakMs): Strategy => ({ kind: 'blue-green', smoke: [], soakMs, keepMs: 2 * soakMs })),
  fc.tuple(size, growing, fc.option(growing)).map(([size, steps, shares]): Strategy => {
    return { kind: 'dark-launch', size, steps, shares };
  }),
  fc.tuple(size, bakeMs).map(([size, durationMs]): Strategy => {
    const mark = { in: 'header', name: 'x-ab', value: 'b' };
    return { kind: 'ab-test', mark, size, durationMs, withoutResult: 'ask' };
  }),
  bakeMs.map((bakeMs): Strategy => ({ kind: 'rolling', bakeMs })),
  fc.tuple(growing, bakeMs).map(([partitions, bakeMs]): Strategy => ({ kind: 'rolling', partitions, bakeMs })),
  bakeMs.map((bakeMs): Strategy => ({ kind: 'recreate', bakeMs })),
);

/** What a Job of a migration runs. */
export const work = { job: null, image: null, command: ['migrate'], deadlineMs: 60_000 };

/** A migration with all that it can have. */
export const wholeMigration: Migration = {
  database: 'orders',
  destructive: 'ask',
  backup: work,
  dryRun: work,
  expand: work,
  verify: work,
  contract: { ...work, afterMs: 86_400_000, approval: 'ask' },
  undo: { ...work, restores: false, afterFailure: true },
};

/** The plan of a version by any strategy, with a migration or without. @param names of versions and services */
export function anyPlan(names: fc.Arbitrary<string>): fc.Arbitrary<Plan> {
  return fc
    .record({
      strategy: anyStrategy,
      replicas: fc.integer({ min: 0, max: 400 }),
      precision: fc.constantFrom('exact' as const, 'pods' as const),
      migrates: fc.boolean(),
      service: fc.option(names),
      from: names,
      to: names,
    })
    .map(({ strategy, replicas, precision, migrates, service, from, to }) => {
      const target = exampleTarget({
        strategy,
        ...(migrates ? { migration: wholeMigration } : {}),
        workload: { name: 'shop', container: 'app', service, port: 8080 },
      });
      const snapshot = { image: 'shop:1', replicas, runningSince: null };
      const versions = { from: { version: from, image: 'shop:1' }, to: { version: to, image: 'shop:2' } };
      return makePlan({ target, strategy, precision, snapshot, ...versions });
    });
}

/** The plan of a train through up to twelve environments. */
export function anyTrain(names: fc.Arbitrary<string>): fc.Arbitrary<Plan> {
  const stage = fc.tuple(names, fc.nat(3), fc.constantFrom('stop' as const, 'rollback' as const), bakeMs);
  return fc.tuple(fc.array(stage, { minLength: 1, maxLength: 12 }), names, names).map(([stages, from, to]) => {
    const [first, ...rest] = stages.map(([environment, required, onFailure, soakMs]) =>
      exampleTarget({
        environment,
        approval: { ...exampleTarget().approval, required },
        train: { soakMs, onFailure },
      }),
    );
    if (!first) throw new Error('a train has a stage');
    return makeTrainPlan({
      kind: 'environments',
      named: (rest.at(-1) ?? first).environment,
      targets: [first, ...rest],
      strategy: null,
      from: { version: from, image: 'shop:1' },
      to: { version: to, image: 'shop:2' },
      replicas: 4,
      runningSince: null,
      notes: [],
    });
  });
}
