import { describe, expect, it } from 'vitest';
import type { Strategy } from '../../../src/domain/target.ts';
import { KubeError } from '../../../src/platform/kube.ts';
import { createEngineWorld } from '../../support/engine-world.ts';

const unavailable = new KubeError('server', 'Kubernetes API: 503 Service Unavailable', 503);
const bakeMs = 120_000;
const strategies: [string, Strategy, 'istio' | 'replicas'][] = [
  ['a canary', { kind: 'canary', steps: [{ percent: 25, bakeMs }] }, 'istio'],
  ['a canary by pods', { kind: 'canary', steps: [{ percent: 25, bakeMs }] }, 'replicas'],
  ['rolling', { kind: 'rolling', bakeMs }, 'replicas'],
];

type World = Awaited<ReturnType<typeof createEngineWorld>>;

/** Looked at every half second, a short way into its bake. */
async function baking(strategy: Strategy, router: 'istio' | 'replicas') {
  const world = await createEngineWorld({ strategy, router, analysis: { intervalMs: 500 } });
  for (let count = 0; count < 500; count += 1) {
    const { step, plan } = await world.release();
    if (plan.steps[step?.index ?? -1]?.action.kind === 'bake') break;
    await world.turn();
  }
  return world;
}

/** From now on nothing can be read; counts what is asked. */
function unreadable({ kube, clock }: World) {
  const asked: number[] = [];
  const before = { get: kube.get, list: kube.list };
  const fails = async () => {
    asked.push(clock.now());
    throw unavailable;
  };
  Object.assign(kube, { get: fails, list: fails });
  return { asked, mend: () => Object.assign(kube, before) };
}

async function pass({ clock, turn }: World, ms: number): Promise<void> {
  const end = clock.now() + ms;
  while (clock.now() < end && (await turn()).kind !== 'ended');
}

describe.each(strategies)('a cluster that cannot be read while %s is watched', (_name, strategy, router) => {
  it('is asked the more seldom the longer that lasts, and is looked at soon after', async () => {
    const world = await baking(strategy, router);
    await pass(world, 20_000);
    const { asked, mend } = unreadable(world);
    await pass(world, 20_000);
    // Two readers, of two objects at most: in the first seconds each half as often as every second, then every 5 s.
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.length).toBeLessThanOrEqual(24);
    mend();
    const mended = world.clock.now();
    let seen = 0;
    const get = world.kube.get.bind(world.kube);
    world.kube.get = async (ref) => {
      seen ||= world.clock.now();
      return get(ref);
    };
    await pass(world, 10_000);
    expect(seen - mended).toBeLessThanOrEqual(6000);
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
  });
});
