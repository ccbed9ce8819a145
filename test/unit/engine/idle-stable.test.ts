import { describe, expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import type { Strategy } from '../../../src/domain/target.ts';
import { createEngineWorld, type EngineWorldOptions, healthySample } from '../../support/engine-world.ts';
import { patchObject } from '../../support/patch-object.ts';

const stable = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'checkout' };
const strategies: Strategy[] = [
  { kind: 'rolling', bakeMs: 60_000 },
  { kind: 'recreate', bakeMs: 60_000 },
];

type World = Awaited<ReturnType<typeof createEngineWorld>>;

const only = <T extends ReleaseEvent['type']>(events: readonly ReleaseEvent[], type: T) =>
  events.filter((event): event is Extract<ReleaseEvent, { type: T }> => event.type === type);

/** As long as there are no pods, there are no figures. */
async function worldOf(strategy: Strategy, more: Partial<EngineWorldOptions> = {}) {
  const state: { world?: World } = {};
  const pods = () => (state.world?.kube.see(stable)['spec'] as { replicas: number } | undefined)?.replicas ?? 1;
  const sample: NonNullable<EngineWorldOptions['sample']> = (look, at, share) =>
    pods() === 0 ? 'no-data' : healthySample(look, at, share);
  state.world = await createEngineWorld({ strategy, sample, ...more });
  return state.world;
}

const scale = (world: World, replicas: number) => patchObject(world.kube, stable, { spec: { replicas } });

async function baking(world: World): Promise<void> {
  for (let count = 0; count < 500; count += 1) {
    const { step, plan } = await world.release();
    if (plan.steps[step?.index ?? -1]?.action.kind === 'bake') return;
    await world.turn();
  }
  throw new Error('no bake');
}

async function pass(world: World, ms: number): Promise<void> {
  const end = world.clock.now() + ms;
  while (world.clock.now() < end && (await world.turn()).kind !== 'ended');
}

describe.each(strategies)('a workload that somebody scales to 0 while it is watched: $kind', (strategy) => {
  it('has taken the image and is done when the watch is over, and it is said', async () => {
    const world = await worldOf(strategy);
    await baking(world);
    const began = world.clock.now();
    await scale(world, 0);
    await pass(world, 20_000);
    expect(only(await world.events(), 'pods.lacking')).toEqual([
      expect.objectContaining({ idle: true, detail: expect.stringContaining('scaled Deployment checkout to 0') }),
    ]);
    const release = await world.run();
    expect(release.phase).toMatchObject({ outcome: 'succeeded' });
    expect(release.idle).toBe(true);
    expect(only(await world.events(), 'hold.opened')).toEqual([]);
    expect(world.clock.now() - began).toBeGreaterThanOrEqual(59_000);
    const { replicas, template } = world.kube.see(stable)['spec'] as { replicas: number; template: object };
    expect(replicas).toBe(0);
    expect(JSON.stringify(template)).toContain(':2.4.1');
  });

  it('is watched again once it has pods', async () => {
    const world = await worldOf(strategy);
    await baking(world);
    await scale(world, 0);
    await pass(world, 20_000);
    await scale(world, 2);
    const release = await world.run();
    expect(release.phase).toMatchObject({ outcome: 'succeeded' });
    expect(release.idle ?? false).toBe(false);
    expect(only(await world.events(), 'pods.lacking').map(({ idle }) => idle)).toEqual([true, false]);
    expect(release.verdict).toMatchObject({ kind: 'healthy' });
  });

  it('answers a question about missing figures', async () => {
    const world = await worldOf(strategy, { analysis: { patienceMs: 5000 }, sample: () => 'no-data' });
    for (let count = 0; count < 500 && (await world.release()).hold === null; count += 1) await world.turn();
    expect((await world.release()).hold).not.toBeNull();
    await scale(world, 0);
    const { phase } = await world.run();
    expect(phase).toMatchObject({ outcome: 'succeeded' });
    expect(only(await world.events(), 'hold.closed')).toMatchObject([{ answer: 'resolved', by: null }]);
  });
});
