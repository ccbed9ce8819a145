import { describe, expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import { labels } from '../../../src/domain/names.ts';
import { canary, createEngineWorld, healthySample, visible } from '../../support/engine-world.ts';
import type { FakeKube } from '../../support/fake-kube.ts';
import { patchObject } from '../../support/patch-object.ts';

const routes = { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', namespace: 'shop', name: 'checkout' };
const candidate = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'checkout-candidate' };
const service = { apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'checkout-candidate' };

type World = Awaited<ReturnType<typeof createEngineWorld>>;

const only = <T extends ReleaseEvent['type']>(events: readonly ReleaseEvent[], type: T) =>
  events.filter((event): event is Extract<ReleaseEvent, { type: T }> => event.type === type);

/** Takes turns until the bake at a share goes on. */
async function baking(world: World, percent: number): Promise<void> {
  for (let count = 0; count < 500; count += 1) {
    const { step, plan } = await world.release();
    const action = plan.steps[step?.index ?? -1]?.action;
    if (action?.kind === 'bake' && action.percent === percent) return;
    await world.turn();
  }
  throw new Error(`no bake at ${percent} %`);
}

const image = (name: string) => ({ spec: { template: { spec: { containers: [{ name: 'app', image: name }] } } } });

const env = {
  spec: {
    template: {
      spec: {
        containers: [
          { name: 'app', image: 'registry.example/checkout:2.4.1', env: [{ name: 'A', value: 'top secret' }] },
        ],
      },
    },
  },
};

describe('a candidate that somebody changes while it has a share', () => {
  it.each([
    [
      'another image',
      (world: World) => patchObject(world.kube, candidate, image('registry.example/checkout:9.9.9')),
      'checkout:9.9.9',
    ],
    [
      'another environment and the same image',
      (world: World) => patchObject(world.kube, candidate, env),
      'has changed the pods of Deployment checkout-candidate (env of container app)',
    ],
    ['no Service', (world: World) => world.kube.remove(service), 'Service checkout-candidate is gone'],
    [
      'a Service that leads elsewhere',
      (world: World) => patchObject(world.kube, service, { spec: { selector: { app: 'search' } } }),
      'no longer leads to the candidate',
    ],
  ])('%s: nothing is promoted that was not judged', async (_what, change, words) => {
    const world = await createEngineWorld({ strategy: canary });
    const before = visible(world.kube);
    await baking(world, 25);
    await change(world);
    const { phase } = await world.run();
    expect(phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'step-failed' } });
    expect(JSON.stringify(phase)).toContain(words);
    expect(visible(world.kube)).toEqual(before);
  });

  it('does not say to what', async () => {
    const world = await createEngineWorld({ strategy: canary });
    await baking(world, 25);
    await patchObject(world.kube, candidate, env);
    await world.run();
    expect(JSON.stringify(await world.events())).not.toContain('top secret');
  });

  it.each([
    [
      'restarts it',
      { spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': 'now' } } } } },
    ],
    ['labels the Deployment', { metadata: { labels: { team: 'payments' } } }],
  ])('goes on where somebody only %s', async (_what, change) => {
    const world = await createEngineWorld({ strategy: canary });
    await baking(world, 25);
    await patchObject(world.kube, candidate, change);
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
  });

  it('costs two reads in fifteen seconds', async () => {
    const world = await createEngineWorld({ strategy: { kind: 'canary', steps: [{ percent: 25, bakeMs: 600_000 }] } });
    await baking(world, 25);
    let reads = 0;
    const get = world.kube.get.bind(world.kube);
    world.kube.get = async (ref) => {
      if (ref.name === candidate.name) reads += 1;
      return get(ref);
    };
    const end = world.clock.now() + 300_000;
    while (world.clock.now() < end) await world.turn();
    expect(reads).toBeGreaterThanOrEqual(30);
    expect(reads).toBeLessThanOrEqual(42);
  });
});

describe('a candidate that is taken away while it has a share', () => {
  const podless = (world: { there: boolean }) => (look: number, at: number, share: number | null) => {
    const sample = healthySample(look, at, share);
    return world.there ? sample : { ...sample, candidate: { ...sample.candidate, pods: 0, requests: 0 } };
  };

  it.each([
    ['removed', async (world: World) => void (await world.kube.remove(candidate)), 'is gone'],
    ['scaled to 0', (world: World) => patchObject(world.kube, candidate, { spec: { replicas: 0 } }), 'to 0'],
  ])('and %s sends the release back at once', async (_how, take, words) => {
    const state = { there: true };
    const world = await createEngineWorld({ strategy: canary, sample: podless(state) });
    await baking(world, 25);
    await take(world);
    state.there = false;
    const taken = world.clock.now();
    const { phase } = await world.run();
    expect(phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'step-failed' } });
    expect(JSON.stringify(phase)).toContain(words);
    const [started] = only(await world.events(), 'rollback.started');
    expect((started?.at ?? Number.POSITIVE_INFINITY) - taken).toBeLessThan(5000);
    expect(JSON.stringify((await world.kube.get(routes))?.['spec'])).not.toContain(labels.track);
  });
});

describe('a candidate that has fewer pods than it was given', () => {
  const lacking = async (world: World) => only(await world.events(), 'pods.lacking').map(({ detail }) => detail);
  const turns = async (world: World, ms: number) => {
    const end = world.clock.now() + ms;
    while (world.clock.now() < end) if ((await world.turn()).kind === 'ended') return;
  };
  const long = { kind: 'canary' as const, steps: [{ percent: 100, bakeMs: 300_000 }] };
  /** What its controller says, since when. */
  const says = (kube: FakeKube, message: string | null, since: number) => {
    const there = kube.see(candidate);
    const lastTransitionTime = new Date(since).toISOString();
    const failure = { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message, lastTransitionTime };
    kube.put({ ...there, status: { ...(there['status'] as object), conditions: message === null ? [] : [failure] } });
  };
  const quota =
    'pods "checkout-candidate-x" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=9, limited: pods=9';

  it('because somebody wants fewer is told, and told again once it has them', async () => {
    const world = await createEngineWorld({ strategy: long });
    await baking(world, 100);
    await patchObject(world.kube, candidate, { spec: { replicas: 1 } });
    await turns(world, 40_000);
    expect(await lacking(world)).toEqual([expect.stringContaining('scaled Deployment checkout-candidate from 4 to 1')]);
    expect((await world.release()).lacking).not.toBeNull();
    await patchObject(world.kube, candidate, { spec: { replicas: 4 } });
    await turns(world, 40_000);
    expect(await lacking(world)).toHaveLength(2);
    expect((await world.release()).lacking).toBeNull();
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
  });

  it('because a quota is full for a moment is told, and the release goes on', async () => {
    let refused = false;
    const world = await createEngineWorld({ strategy: long, behave: () => (refused ? 'stuck' : 'ready') });
    await baking(world, 100);
    refused = true;
    says(world.kube, quota, world.clock.now());
    await turns(world, 20_000);
    expect(await lacking(world)).toEqual([expect.stringContaining('exceeded quota: compute')]);
    says(world.kube, null, world.clock.now());
    refused = false;
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
    expect(await lacking(world)).toHaveLength(2);
  });

  it('because a quota stays full sends the release back, though nothing else about it changes', async () => {
    let refused = false;
    const world = await createEngineWorld({ strategy: long, behave: () => (refused ? 'stuck' : 'ready') });
    await baking(world, 100);
    refused = true;
    says(world.kube, quota, world.clock.now());
    await turns(world, 60_000);
    expect((await world.release()).phase).toMatchObject({
      cause: { code: 'trouble', trouble: { code: 'pods-refused' } },
    });
  });
});
