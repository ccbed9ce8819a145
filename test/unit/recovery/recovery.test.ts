import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../../src/domain/configuration.ts';
import { foldLog } from '../../../src/domain/fold.ts';
import { undoOf } from '../../../src/domain/plan.ts';
import { silentLog } from '../../../src/platform/log.ts';
import { noticeLoss } from '../../../src/recovery/notice-loss.ts';
import { restoreOrphan } from '../../../src/recovery/restore.ts';
import { judge, seenIn } from '../../../src/recovery/seen.ts';
import { sweepClusters } from '../../../src/recovery/sweep.ts';
import { everyConfiguration } from '../../support/configuration.ts';
import { createEngineWorld, visible } from '../../support/engine-world.ts';
import { sealed, testSeals } from '../../support/fence.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { mika } from '../../support/people.ts';

const canary = { kind: 'canary' as const, steps: [{ percent: 50, bakeMs: 600_000 }] };
const blueGreen = { kind: 'blue-green' as const, soakMs: 600_000, keepMs: 600_000 };
const rolling = { kind: 'rolling' as const, bakeMs: 600_000 };

/** A release in the middle of its bake, with its marks on the cluster. */
async function midway(strategy: typeof canary | typeof rolling = canary, turns = 12, configuration?: Configuration) {
  const world = await createEngineWorld({ strategy, configuration });
  const before = visible(world.kube);
  await world.run(turns);
  return { world, before, target: world.plan.target, deps: depsOf(world) };
}

function depsOf(world: Awaited<ReturnType<typeof createEngineWorld>>) {
  return {
    clusters: () => world.kube,
    seals: testSeals,
    clock: world.clock,
    log: silentLog,
    targets: () => [world.plan.target],
    queue: { wake: async () => undefined, tell: async () => undefined },
  };
}

const nothing = async () => undefined;

describe('what the cluster shows against what the store knows', () => {
  const marked = (fence: string) => [
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a', annotations: { 'sluice.dev/fence': fence } } },
  ];
  const seen = (fence: string) => seenIn(marked(fence).map(sealed), testSeals('eu-1'));
  it('is well up to the epoch of the last worker, behind above it, an orphan where nobody knows the release', () => {
    expect(judge(seen('r7/3'), { fencingToken: 3 })).toBe('well');
    expect(judge(seen('r7/3'), { fencingToken: 4 })).toBe('well');
    expect(judge(seen('r7/3'), { fencingToken: 2 })).toBe('behind');
    expect(judge(seen('r7/3'), null)).toBe('orphan');
  });
});

it('leaves a running release alone', async () => {
  const { world, deps } = await midway();
  expect(await sweepClusters({ ...deps, store: world.store })).toEqual({ orphans: [], unsigned: [], complete: true });
  expect((await world.release()).phase.kind).toBe('running');
});

it('sends a release back whose log is behind the cluster, undoing the whole plan', async () => {
  const { world, before, deps } = await midway();
  // A store that has lost everything after the approval, and the epochs with it.
  const store = createMemoryStore();
  const events = await world.events();
  const first = events[0];
  if (first?.type !== 'requested') throw new Error('no request');
  await store.create(first);
  await sweepClusters({ ...deps, store });
  const release = foldLog(await logOf(store));
  expect(release.phase).toMatchObject({ kind: 'rolling-back', cause: { code: 'log-lost' } });
  expect(release.phase).toMatchObject({ undo: undoOf(world.plan, world.plan.steps.length) });
  world.deps.store = store;
  world.deps.folded.delete('r1');
  await world.run();
  expect(foldLog(await logOf(store)).phase).toMatchObject({ kind: 'ended', outcome: 'rolled-back' });
  expect(visible(world.kube)).toEqual(before);
});

it('a worker that reads less than it had read before sends the release back', async () => {
  const { world, deps } = await midway();
  const known = await world.store.claim('r1', null);
  if (known.kind !== 'found') throw new Error('no log');
  const shorter = createMemoryStore();
  const [first, second] = await world.events();
  if (first?.type !== 'requested' || !second) throw new Error('no request');
  await shorter.create(first);
  await shorter.append('r1', 1, [second]);
  const store = noticeLoss(shorter, { ...deps, beforeCreate: nothing, beforeFirst: nothing });
  expect(await store.claim('r1', known.known)).toMatchObject({ kind: 'found', after: 0 });
  expect(foldLog(await logOf(shorter)).phase).toMatchObject({ kind: 'rolling-back', cause: { code: 'log-lost' } });
});

it('a worker that has never read the log waits for a look at the cluster, so that the loss is seen', async () => {
  const { world, deps } = await midway();
  const shorter = createMemoryStore();
  const [first] = await world.events();
  if (first?.type !== 'requested') throw new Error('no request');
  await shorter.create(first);
  const beforeFirst = async () => void (await sweepClusters({ ...deps, store: shorter }));
  const store = noticeLoss(shorter, { ...deps, beforeCreate: nothing, beforeFirst });
  expect(await store.claim('r1', null)).toMatchObject({ kind: 'found' });
  expect(foldLog(await logOf(shorter)).phase).toMatchObject({ kind: 'rolling-back', cause: { code: 'log-lost' } });
});

describe.each([
  ['canary', canary, undefined],
  ['rolling', rolling, undefined],
  ['canary with its configuration', canary, everyConfiguration],
  ['rolling release with its configuration', rolling, everyConfiguration],
] as const)('after the loss of all of Redis, a %s', (_name, strategy, configuration) => {
  it('is found, its number is not given out again, and it can be put back', async () => {
    const { world, before, target, deps } = await midway(strategy, 12, configuration);
    const store = createMemoryStore();
    const { orphans } = await sweepClusters({ ...deps, store });
    expect(orphans).toMatchObject([{ release: 'r1', finding: 'orphan' }]);
    const [orphan] = orphans;
    if (!orphan) throw new Error('no orphan');
    const made = await restoreOrphan({ ...deps, store }, orphan, [target], {
      by: mika,
      now: deps.clock.now(),
      shown: null,
    });
    expect(made).toEqual({ kind: 'going-back', release: 'r1' });
    world.deps.store = store;
    world.deps.folded.delete('r1');
    await world.run();
    expect(foldLog(await logOf(store)).phase).toMatchObject({ kind: 'ended', outcome: 'rolled-back' });
    expect(visible(world.kube)).toEqual(before);
    expect((await sweepClusters({ ...deps, store })).orphans).toEqual([]);
  });
});

it('a Service that was switched is put back although the catalogue has no router', async () => {
  const world = await createEngineWorld({ strategy: blueGreen, router: 'service' });
  const before = visible(world.kube);
  while ((await world.release()).percent < 100) await world.turn();
  const target = { ...world.plan.target, router: { kind: 'replicas' } };
  const deps = { ...depsOf(world), targets: () => [target] };
  const store = createMemoryStore();
  const [orphan] = (await sweepClusters({ ...deps, store })).orphans;
  if (!orphan) throw new Error('no orphan');
  expect(orphan.seen.map(({ name }) => name)).toContain('Service checkout');
  const asked = { by: mika, now: deps.clock.now(), shown: null };
  expect(await restoreOrphan({ ...deps, store }, orphan, [target], asked)).toMatchObject({ kind: 'going-back' });
  world.deps.store = store;
  world.deps.folded.delete('r1');
  await world.run();
  expect(foldLog(await logOf(store)).phase).toMatchObject({ kind: 'ended', outcome: 'rolled-back' });
  expect(visible(world.kube)).toEqual(before);
});

it.each([
  ['a route that is marked', undefined, 'VirtualService checkout'],
  ['a copy of its ConfigMap', everyConfiguration, 'ConfigMap checkout-config-r1'],
])('a release that had only begun can be put back by %s', async (_name, configuration, mark) => {
  const { world, before, target, deps } = await midway(canary, configuration ? 12 : 1, configuration);
  const store = createMemoryStore();
  const [orphan] = (await sweepClusters({ ...deps, store })).orphans;
  const seen = orphan?.seen.filter(({ name }) => name === mark) ?? [];
  if (!orphan || seen.length === 0) throw new Error(`no ${mark}`);
  const made = await restoreOrphan({ ...deps, store }, { ...orphan, seen }, [target], {
    by: mika,
    now: deps.clock.now(),
    shown: null,
  });
  expect(made).toEqual({ kind: 'going-back', release: 'r1' });
  expect(foldLog(await logOf(store)).plan.from.version).toBe('2.4.0');
  world.deps.store = store;
  world.deps.folded.delete('r1');
  await world.run();
  expect(visible(world.kube)).toEqual(before);
});

async function logOf(store: ReturnType<typeof createMemoryStore>) {
  const loaded = await store.load('r1');
  if (loaded.kind !== 'found') throw new Error('no log');
  return loaded.events;
}
