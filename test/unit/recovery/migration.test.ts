import { expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import { foldLog } from '../../../src/domain/fold.ts';
import type { Migration } from '../../../src/domain/migration.ts';
import { contractFrom, undoAll } from '../../../src/domain/plan.ts';
import { hasContracted } from '../../../src/domain/release-state.ts';
import { KubeError } from '../../../src/platform/kube.ts';
import { silentLog } from '../../../src/platform/log.ts';
import { noticeLoss } from '../../../src/recovery/notice-loss.ts';
import { restoreOrphan } from '../../../src/recovery/restore.ts';
import { rollBackLost } from '../../../src/recovery/roll-back-lost.ts';
import { sweepClusters } from '../../../src/recovery/sweep.ts';
import { stableRef } from '../../../src/workloads/of-target.ts';
import { createEngineWorld, visible } from '../../support/engine-world.ts';
import { testSeals } from '../../support/fence.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { mika } from '../../support/people.ts';

const work = (...command: string[]) => ({ job: null, image: null, command, deadlineMs: 600_000 });
const migration: Migration = {
  database: 'orders',
  destructive: 'allow',
  expand: work('migrate'),
  undo: { ...work('back'), restores: false, afterFailure: true },
  contract: { ...work('contract'), afterMs: 3_600_000, approval: 'none' },
};
const rolling = { kind: 'rolling' as const, bakeMs: 6000 };

type World = Awaited<ReturnType<typeof createEngineWorld>>;
const nothing = async () => undefined;

/** A release whose Job of one phase has begun, and has no end. */
async function inPhase(phase: 'expand' | 'contract') {
  const world = await createEngineWorld({
    strategy: rolling,
    migration,
    jobs: (name) => ({ runsOn: name.endsWith(phase) }),
  });
  const begun = async () => (await world.release()).begun?.some(({ job }) => job.endsWith(phase)) ?? false;
  for (let turns = 0; turns < 2000 && !(await begun()); turns += 1) await world.turn();
  await world.turn();
  const { target } = world.plan;
  const deps = {
    clusters: () => world.kube,
    seals: testSeals,
    clock: world.clock,
    log: silentLog,
    targets: () => [target],
    queue: { wake: async () => undefined, tell: async () => undefined },
  };
  return { world, target, deps };
}

const foldOf = async (store: ReturnType<typeof createMemoryStore>) => {
  const loaded = await store.load('r1');
  if (loaded.kind !== 'found') throw new Error('no log');
  return foldLog(loaded.events);
};

it('a migration that runs when all of Redis is lost is taken back, though its version was to stay for a contract', async () => {
  const { world, target, deps } = await inPhase('expand');
  const store = createMemoryStore();
  const { orphans } = await sweepClusters({ ...deps, store });
  const [orphan] = orphans;
  if (!orphan) throw new Error('no orphan');
  await restoreOrphan({ ...deps, store }, orphan, [target], { by: mika, now: world.clock.now(), shown: null });
  const { phase } = await foldOf(store);
  if (phase.kind !== 'rolling-back') throw new Error(phase.kind);
  expect(phase.undo.map(({ kind }) => kind)).toEqual(['migration.undo', 'verify.clean']);
});

const job = { apiVersion: 'batch/v1', kind: 'Job', namespace: 'shop', name: 'checkout-migration-contract' };
const complete = { conditions: [{ type: 'Complete', status: 'True' }] };

/** The log as a Redis has it that has forgotten all that came from this event on. */
async function upTo(
  world: World,
  holds: (event: ReleaseEvent) => boolean,
): Promise<ReturnType<typeof createMemoryStore>> {
  const events = await world.events();
  const [first, ...rest] = events.slice(0, events.findIndex(holds) + 1);
  if (first?.type !== 'requested') throw new Error('no request');
  const store = createMemoryStore();
  await store.create(first);
  await store.append('r1', 1, rest);
  return store;
}

async function playedOn(world: World, store: ReturnType<typeof createMemoryStore>) {
  world.deps.store = store;
  world.deps.folded.delete('r1');
  for (let turns = 0; turns < 50 && (await foldOf(store)).phase.kind !== 'ended'; turns += 1) await world.turn();
  return foldOf(store);
}

const begins = (step: number) => (event: ReleaseEvent) => event.type === 'step.started' && event.index === step;

it.each(['in the wait for it', 'before the wait'])(
  'a contract that runs when the log is lost back to %s keeps its version, and calls a person',
  async (where) => {
    const { world, deps } = await inPhase('contract');
    const soak = contractFrom(world.plan) ?? Number.NaN;
    const store = await upTo(world, begins(where === 'before the wait' ? soak - 2 : soak));
    await sweepClusters({ ...deps, store });
    const release = await foldOf(store);
    const detail = expect.stringMatching(
      /Deployment checkout runs .*2\.4\.1, and Job checkout-migration-contract runs$/,
    );
    expect(release.phase).toMatchObject({
      cause: { code: 'contract-unknown', detail },
      undo: [{ kind: 'verify.clean' }],
    });
    expect(hasContracted(release)).toBe(true);
    world.kube.put({ ...world.kube.see(job), status: complete });
    expect((await playedOn(world, store)).phase).toMatchObject({ kind: 'ended', outcome: 'kept' });
    expect(await world.kube.get(job)).toBeNull();
    expect(JSON.stringify(await world.kube.get(stableRef(world.plan.target)))).toContain(world.plan.to.image);
  },
);

it('a contract that has run and left nothing when the log is lost back to before the wait is not forgotten', async () => {
  const { world, deps } = await inPhase('contract');
  world.kube.put({ ...world.kube.see(job), status: complete });
  await world.run();
  const known = await world.store.claim('r1', null);
  const store = await upTo(world, begins(1));
  const before = visible(world.kube);
  const lossy = noticeLoss(store, { ...deps, beforeCreate: nothing, beforeFirst: nothing });
  await lossy.claim('r1', known.kind === 'found' ? known.known : null);
  const release = await playedOn(world, store);
  expect(release.phase).toMatchObject({
    outcome: 'kept',
    cause: { code: 'contract-unknown', detail: expect.stringContaining('there is no Job checkout-migration-contract') },
  });
  expect(visible(world.kube)).toEqual(before);
});

it('a release that had not come to its contract goes back as a whole, as ever', async () => {
  const { world, deps } = await inPhase('expand');
  const store = await upTo(world, ({ type }) => type === 'started');
  await sweepClusters({ ...deps, store });
  expect((await foldOf(store)).phase).toMatchObject({ cause: { code: 'log-lost' }, undo: undoAll(world.plan) });
});

it('where the cluster cannot be read, a contract that may have begun is not taken back', async () => {
  const { world, deps } = await inPhase('contract');
  const store = await upTo(world, begins(0));
  const gone = () => ({ ...world.kube, get: () => Promise.reject(new KubeError('server', 'HTTP 503', 503)) });
  await rollBackLost({ ...deps, store, clusters: gone }, 'r1', { detail: 'lost', seenToken: 0, now: 0 });
  expect((await foldOf(store)).phase).toMatchObject({
    cause: { code: 'contract-unknown', detail: expect.stringContaining('HTTP 503') },
  });
});
