import { describe, expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import type { Strategy } from '../../../src/domain/target.ts';
import { createEngineWorld } from '../../support/engine-world.ts';
import { patchObject } from '../../support/patch-object.ts';

const at = (name: string) => ({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name });
const [stable, candidate] = [at('checkout'), at('checkout-candidate')];
const quarter: Strategy = { kind: 'canary', steps: [{ percent: 25, bakeMs: 120_000 }] };

type World = Awaited<ReturnType<typeof createEngineWorld>>;

const only = <T extends ReleaseEvent['type']>(events: readonly ReleaseEvent[], type: T) =>
  events.filter((event): event is Extract<ReleaseEvent, { type: T }> => event.type === type);
const pods = (world: World, ref = candidate) => (world.kube.see(ref)['spec'] as { replicas: number }).replicas;
const scale = (world: World, replicas: number, ref = candidate) => patchObject(world.kube, ref, { spec: { replicas } });

/** Stable has 9 pods and the candidate, which is watched, has 3. */
async function given() {
  const world = await createEngineWorld({ strategy: quarter, router: 'replicas', replicas: 9 });
  for (let count = 0; count < 500; count += 1) {
    const { step, plan } = await world.release();
    if (plan.steps[step?.index ?? -1]?.action.kind === 'bake') break;
    await world.turn();
  }
  expect(pods(world)).toBe(3);
  return world;
}

async function pass(world: World, ms: number): Promise<void> {
  const end = world.clock.now() + ms;
  while (world.clock.now() < end && (await world.turn()).kind !== 'ended');
}

describe('a candidate whose share is that of its pods', () => {
  it('gets no more of them than its share by an autoscaler of its own, which is told', async () => {
    const world = await given();
    world.kube.put({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'all', namespace: 'shop' },
      spec: { scaleTargetRef: { kind: 'Deployment', name: 'checkout-candidate' }, maxReplicas: 20 },
    });
    await scale(world, 9);
    await pass(world, 10_000);
    expect(pods(world)).toBe(3);
    expect(only(await world.events(), 'write.reverted')).toMatchObject([
      {
        reverted: {
          what: 'share',
          found: 50,
          wanted: 25,
          by: 'HorizontalPodAutoscaler all',
          remedy: 'let it scale Deployment checkout alone',
        },
      },
    ]);
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
  });

  it('asks a person where that does not end, and never has more meanwhile', async () => {
    const world = await given();
    for (let count = 0; count < 200 && (await world.release()).hold === null; count += 1) {
      await scale(world, 9);
      await world.turn();
    }
    expect((await world.release()).hold).toMatchObject({ code: 'reverted' });
    await scale(world, 9);
    await pass(world, 10_000);
    expect(pods(world)).toBe(3);
  });

  it('shrinks with stable, without a word', async () => {
    const world = await given();
    await scale(world, 3, stable);
    await pass(world, 10_000);
    expect(pods(world)).toBe(1);
    await pass(world, 30_000);
    expect(only(await world.events(), 'write.reverted')).toEqual([]);
    expect(only(await world.events(), 'pods.lacking')).toEqual([]);
  });

  it('keeps its pods where stable has none, and what its share allows', async () => {
    const world = await given();
    await scale(world, 18, stable);
    await scale(world, 6);
    await pass(world, 10_000);
    expect(pods(world)).toBe(6);
    await scale(world, 0, stable);
    await pass(world, 10_000);
    expect(pods(world)).toBe(6);
    expect(only(await world.events(), 'write.reverted')).toEqual([]);
  });
});
