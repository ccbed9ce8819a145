import { describe, expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import type { Strategy } from '../../../src/domain/target.ts';
import { createEngineWorld, healthySample, visible } from '../../support/engine-world.ts';
import { patchObject } from '../../support/patch-object.ts';

const stable = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'checkout' };
const steps = [
  { percent: 25, bakeMs: 60_000 },
  { percent: 100, bakeMs: 60_000 },
];
const canary: Strategy = { kind: 'canary', steps };

type World = Awaited<ReturnType<typeof createEngineWorld>>;

const only = <T extends ReleaseEvent['type']>(events: readonly ReleaseEvent[], type: T) =>
  events.filter((event): event is Extract<ReleaseEvent, { type: T }> => event.type === type);

async function baking(world: World, percent: number): Promise<void> {
  for (let count = 0; count < 500; count += 1) {
    const { step, plan } = await world.release();
    const action = plan.steps[step?.index ?? -1]?.action;
    if (action?.kind === 'bake' && action.percent >= percent) return;
    await world.turn();
  }
  throw new Error(`no bake at ${percent} %`);
}

async function pass(world: World, ms: number): Promise<void> {
  const end = world.clock.now() + ms;
  while (world.clock.now() < end && (await world.turn()).kind !== 'ended');
}

describe.each(['istio', 'replicas'] as const)('stable that is scaled to 0 in mid-canary: %s', (router) => {
  it('asks a person, who is told by whom, and goes back to as many pods as there were', async () => {
    const state: { world?: World } = {};
    const isAlone = () => (state.world?.kube.see(stable)['spec'] as { replicas: number } | undefined)?.replicas === 0;
    const world = await createEngineWorld({
      strategy: canary,
      router,
      sample: (look, at, share) => healthySample(look, at, isAlone() ? 100 : share),
    });
    state.world = world;
    const before = visible(world.kube);
    await baking(world, 20);
    await patchObject(world.kube, stable, { spec: { replicas: 0 } });
    await pass(world, 20_000);
    const { hold } = await world.release();
    expect(hold).toMatchObject({
      code: 'other-share',
      detail: 'somebody has scaled Deployment checkout to 0: only 2.4.1 is there to answer',
    });
    expect((await world.run()).phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'hold-expired' } });
    expect(visible(world.kube)).toEqual(before);
  });
});

it('stable that is scaled to 0 while the candidate has all traffic is nobody’s harm', async () => {
  const world = await createEngineWorld({ strategy: canary });
  await baking(world, 100);
  await patchObject(world.kube, stable, { spec: { replicas: 0 } });
  expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
  expect(only(await world.events(), 'hold.opened')).toEqual([]);
});

describe('somebody else’s pod that carries the candidate’s labels', () => {
  const stray = (world: World, ready: boolean) => {
    const own = world.kube.all().find(({ kind, metadata }) => kind === 'Pod' && metadata.labels?.['sluice.dev/track']);
    world.kube.put({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'debug-copy', namespace: 'shop', labels: own?.metadata.labels ?? {} },
      spec: own?.['spec'] ?? {},
      status: { phase: 'Running', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
    });
  };

  it('gets no requests of users: the release goes back and names it', async () => {
    const world = await createEngineWorld({ strategy: canary });
    await baking(world, 25);
    stray(world, true);
    const { phase } = await world.run();
    expect(phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'step-failed' } });
    expect(JSON.stringify(phase)).toContain('pod debug-copy is not of Deployment checkout-candidate');
    expect(world.kube.all().map(({ metadata }) => metadata.name)).toContain('debug-copy');
  });

  it('is nobody’s concern as long as it takes none', async () => {
    const world = await createEngineWorld({ strategy: canary });
    await baking(world, 25);
    stray(world, false);
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
  });
});
