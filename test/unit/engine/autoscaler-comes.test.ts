import { describe, expect, it } from 'vitest';
import type { Strategy } from '../../../src/domain/target.ts';
import { badSample, createEngineWorld, healthySample } from '../../support/engine-world.ts';
import { patchObject } from '../../support/patch-object.ts';

const stable = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'checkout' };
const candidate = 'checkout-candidate';
const steps = [
  { percent: 25, bakeMs: 20_000 },
  { percent: 100, bakeMs: 20_000 },
];
const canary: Strategy = { kind: 'canary', steps };
const rolling: Strategy = { kind: 'rolling', bakeMs: 20_000 };

type World = Awaited<ReturnType<typeof createEngineWorld>>;

const pods = (world: World) => (world.kube.see(stable)['spec'] as { replicas: number }).replicas;
const scale = (world: World, replicas: number) => patchObject(world.kube, stable, { spec: { replicas } });

async function baking(world: World, percent: number): Promise<void> {
  for (let count = 0; count < 500; count += 1) {
    const { step, plan } = await world.release();
    const action = plan.steps[step?.index ?? -1]?.action;
    if (action?.kind === 'bake' && action.percent >= percent) return;
    await world.turn();
  }
  throw new Error(`no bake at ${percent} %`);
}

describe('an autoscaler that is made or changed in mid-release', () => {
  it.each([
    ['a canary', canary, 'istio' as const],
    ['a canary by pods', canary, 'replicas' as const],
    ['rolling', rolling, 'replicas' as const],
  ])('keeps the size that it wants, and the release goes on: %s', async (_name, strategy, router) => {
    const world = await createEngineWorld({ strategy, router });
    await baking(world, 20);
    await scale(world, 8);
    let most = 0;
    world.kube.onChange((object) => {
      const { replicas } = object['spec'] as { replicas?: number };
      if (object.kind === 'Deployment' && object.metadata.name === candidate) most = Math.max(most, replicas ?? 0);
    });
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
    expect(pods(world)).toBe(8);
    if (strategy.kind === 'canary') expect(most).toBe(8);
  });

  it('keeps it also where the release goes back', async () => {
    let bad = false;
    const sample = (look: number, time: number, share: number | null) =>
      bad ? badSample(look, time, share) : healthySample(look, time, share);
    const world = await createEngineWorld({ strategy: canary, sample });
    await baking(world, 25);
    await scale(world, 8);
    bad = true;
    expect((await world.run()).phase).toMatchObject({ outcome: 'rolled-back' });
    expect(pods(world)).toBe(8);
  });

  it('may shrink stable while it has no traffic, and does not keep a good version from being promoted', async () => {
    const world = await createEngineWorld({ strategy: canary });
    await baking(world, 100);
    await scale(world, 1);
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
    expect(pods(world)).toBe(4);
  });
});

const scaledObject = (spec: object, annotations: Record<string, string> = {}, name = 'checkout') => ({
  apiVersion: 'keda.sh/v1alpha1',
  kind: 'ScaledObject',
  metadata: { name: 'by-queue', namespace: 'shop', annotations },
  spec: { scaleTargetRef: { name }, ...spec },
});
const pausedAt = (count: number) => ({ 'autoscaling.keda.sh/paused-replicas': String(count) });
const keda = 'KEDA (ScaledObject by-queue)';

async function pass(world: World, ms: number): Promise<void> {
  const end = world.clock.now() + ms;
  while (world.clock.now() < end && (await world.turn()).kind !== 'ended');
}

describe('KEDA that is made, edited, paused or unpaused in mid-release', () => {
  it.each([
    ['wants no pods by its minimum', scaledObject({ minReplicaCount: 0 })],
    ['is idle', scaledObject({ minReplicaCount: 2, idleReplicaCount: 0 })],
    ['is paused at none', scaledObject({ minReplicaCount: 2 }, pausedAt(0))],
  ])('is named where it %s and has taken stable away', async (_how, object) => {
    const world = await createEngineWorld({ strategy: canary, sample: healthySample });
    await baking(world, 25);
    world.kube.put(object);
    await scale(world, 0);
    await pass(world, 18_000);
    expect(JSON.stringify(await world.events())).toContain(`${keda} has scaled Deployment checkout to 0`);
  });

  it.each([
    ['was paused as it is', scaledObject({}, { 'autoscaling.keda.sh/paused': 'true' })],
    ['keeps some pods', scaledObject({ minReplicaCount: 1 })],
    ['is paused at some', scaledObject({}, pausedAt(3))],
    ['scales another', scaledObject({}, {}, 'search')],
  ])('is not named where it %s', async (_how, object) => {
    const world = await createEngineWorld({ strategy: canary, sample: healthySample });
    await baking(world, 25);
    world.kube.put(object);
    await scale(world, 0);
    await pass(world, 18_000);
    const told = JSON.stringify(await world.events());
    expect(told).toContain('somebody has scaled Deployment checkout to 0');
    expect(told).not.toContain('KEDA');
  });

  it('is named, with what keeps it from that, where it starts pods again that a recreate has taken down', async () => {
    const world = await createEngineWorld({ strategy: { kind: 'recreate', bakeMs: 20_000 }, router: 'replicas' });
    world.kube.onChange((object) => {
      const { replicas } = (object['spec'] ?? {}) as { replicas?: number };
      if (object.kind !== 'Deployment' || replicas !== 0) return;
      world.kube.put(scaledObject({}, pausedAt(3)));
      world.kube.put({ ...object, spec: { ...(object['spec'] as object), replicas: 3 } });
    });
    await pass(world, 20_000);
    expect(JSON.stringify(await world.events())).toContain(
      `${keda} scales Deployment checkout back to 3 (so that it doesn't: write autoscaling.keda.sh/paused: \\"true\\" instead of autoscaling.keda.sh/paused-replicas for the release)`,
    );
  });
});
