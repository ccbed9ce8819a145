import { describe, expect, it } from 'vitest';
import { createEngineWorld, visible } from '../../support/engine-world.ts';
import type { FakeKube } from '../../support/fake-kube.ts';
import { patchObject } from '../../support/patch-object.ts';

const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'checkout' };
const tracked = { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/checkout' };

type World = Awaited<ReturnType<typeof createEngineWorld>>;

async function turnsUntil(world: World, is: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 500 && !(await is()); turn += 1) await world.turn();
  expect(await is()).toBe(true);
}

describe('pods that a tool starts again while they are to be down', () => {
  it('send the release back within a minute or so, and say who starts them', async () => {
    const prepare = (kube: FakeKube) => {
      const there = kube.see(deployment);
      kube.put({
        ...there,
        metadata: { ...there.metadata, annotations: { ...there.metadata.annotations, ...tracked } },
      });
    };
    const world = await createEngineWorld({ strategy: { kind: 'recreate', bakeMs: 4000 }, prepare });
    const before = visible(world.kube);
    const began = world.clock.now();
    await turnsUntil(world, async () => {
      if ((await world.release()).phase.kind === 'running')
        await patchObject(world.kube, deployment, { spec: { replicas: 4 } });
      return (await world.release()).phase.kind === 'ended';
    });
    const { phase } = await world.release();
    expect(phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'step-failed' } });
    expect(JSON.stringify(phase)).toContain('Argo CD (shop) scales Deployment checkout back to 4');
    expect(JSON.stringify(phase)).toContain('/spec/replicas');
    expect(world.clock.now() - began).toBeLessThan(100_000);
    expect(visible(world.kube)).toEqual(before);
  });
});

describe('a workload that somebody pauses in the middle of its rollout', () => {
  it('is said to be paused, forward and back, and goes back once it is resumed', async () => {
    const world = await createEngineWorld({
      strategy: { kind: 'rolling', bakeMs: 4000 },
      behave: (object) => {
        const spec = object['spec'] as { paused?: boolean };
        return spec.paused ? 'stuck' : 'ready';
      },
    });
    const before = visible(world.kube);
    await turnsUntil(world, async () => (await world.release()).step !== null);
    const there = await patchObject(world.kube, deployment, { spec: { paused: true } });
    const counts = { replicas: 5, updatedReplicas: 1, readyReplicas: 4, availableReplicas: 4 };
    world.kube.put({ ...there, status: { observedGeneration: 99, ...counts } });
    await turnsUntil(world, async () => (await world.release()).step?.error?.includes('is paused: resume it') ?? false);
    await turnsUntil(world, async () => {
      const { phase } = await world.release();
      return (
        phase.kind === 'rolling-back' &&
        (phase.error?.includes('kubectl rollout resume deployment/checkout -n shop') ?? false)
      );
    });
    await patchObject(world.kube, deployment, { spec: { paused: null } });
    expect((await world.run()).phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'deadline' } });
    expect(visible(world.kube)).toEqual(before);
  });
});
