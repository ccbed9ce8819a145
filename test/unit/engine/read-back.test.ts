import { describe, expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import type { Json } from '../../../src/domain/json.ts';
import { KubeError } from '../../../src/platform/kube.ts';
import { canary, createEngineWorld } from '../../support/engine-world.ts';
import { patchObject } from '../../support/patch-object.ts';

const routes = { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', namespace: 'shop', name: 'checkout' };
const asInGit = [{ name: 'primary', route: [{ destination: { host: 'checkout' } }], timeout: '4s' }];
const tracked = { 'argocd.argoproj.io/tracking-id': 'shop-checkout:networking.istio.io/VirtualService:shop/checkout' };

type World = Awaited<ReturnType<typeof createEngineWorld>>;

const http = async (world: World) => JSON.stringify((await world.kube.get(routes))?.['spec']);
const putBack = (world: World) =>
  patchObject(world.kube, routes, { spec: { http: asInGit }, metadata: { annotations: tracked } });
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

describe('a share that somebody puts back while it is watched', () => {
  it('is set again and told, and the bake lasts as long as planned with its share', async () => {
    const world = await createEngineWorld({ strategy: canary });
    await baking(world, 25);
    const began = (await world.release()).step?.startedAt ?? 0;
    await putBack(world);
    const { phase } = await world.run();
    expect(phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
    const events = await world.events();
    expect(only(events, 'write.reverted')).toMatchObject([
      {
        reverted: {
          what: 'share',
          found: 0,
          wanted: 25,
          by: 'Argo CD (shop-checkout)',
          remedy: expect.stringContaining("jsonPointers: ['/spec/http']"),
        },
      },
    ]);
    const { lostMs = 0 } = only(events, 'write.reverted')[0] ?? {};
    expect(lostMs).toBeGreaterThan(0);
    const bake = only(events, 'step.done').find(({ at }) => at > began);
    expect((bake?.at ?? 0) - began).toBeGreaterThanOrEqual(10_000 + lostMs);
  });

  it('again and again asks a person, and is not fought over meanwhile', async () => {
    const world = await createEngineWorld({ strategy: canary });
    await baking(world, 25);
    for (let count = 0; count < 200 && (await world.release()).hold === null; count += 1) {
      await putBack(world);
      await world.turn();
    }
    const { hold, percent } = await world.release();
    expect(hold).toMatchObject({ code: 'reverted', detail: expect.stringContaining('Argo CD (shop-checkout)') });
    expect(hold?.detail).toContain('3 times');
    expect(percent).toBe(25);
    await putBack(world);
    for (let count = 0; count < 20; count += 1) await world.turn();
    expect(await http(world)).not.toContain('candidate');
    const { phase } = await world.run();
    expect(phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'hold-expired' } });
    expect(only(await world.events(), 'write.reverted')).toHaveLength(3);
  });

  it('is no more than was approved, even while a person is asked', async () => {
    const world = await createEngineWorld({ strategy: canary });
    await baking(world, 25);
    for (let count = 0; count < 200 && (await world.release()).hold === null; count += 1) {
      await putBack(world);
      await world.turn();
    }
    const all = JSON.parse(JSON.stringify(asInGit));
    all[0].route = [
      { destination: { host: 'checkout' }, weight: 10 },
      { destination: { host: 'checkout-candidate' }, weight: 90 },
    ];
    await patchObject(world.kube, routes, { spec: { http: all } });
    for (let count = 0; count < 10; count += 1) await world.turn();
    expect(await http(world)).toContain('"weight":25');
  });

  it('is noticed where it is one route of several', async () => {
    const world = await createEngineWorld({ strategy: canary });
    const second = { name: 'second', route: [{ destination: { host: 'checkout' } }] };
    await patchObject(world.kube, routes, { spec: { http: [...asInGit, second] } });
    await baking(world, 25);
    const { spec } = (await world.kube.get(routes)) as unknown as { spec: { http: Json[] } };
    await patchObject(world.kube, routes, { spec: { http: [...spec.http.slice(0, 1), second] } });
    await world.run();
    expect(only(await world.events(), 'write.reverted')).toMatchObject([{ reverted: { found: 0, wanted: 25 } }]);
  });

  it('that cannot be read is not taken for the wanted one', async () => {
    const world = await createEngineWorld({ strategy: canary });
    await baking(world, 25);
    const error = new KubeError('forbidden', 'virtualservices is forbidden', 403);
    world.kube.fail({ verb: 'get', kind: 'VirtualService', error, times: 1000 });
    for (let count = 0; count < 300 && (await world.release()).hold === null; count += 1) await world.turn();
    expect((await world.release()).hold).toMatchObject({ code: 'query-failed' });
  });

  it('costs one read of the routes in five seconds', async () => {
    const world = await createEngineWorld({ strategy: { kind: 'canary', steps: [{ percent: 25, bakeMs: 600_000 }] } });
    await baking(world, 25);
    let reads = 0;
    const get = world.kube.get.bind(world.kube);
    world.kube.get = async (ref) => {
      if (ref.kind === routes.kind) reads += 1;
      return get(ref);
    };
    const end = world.clock.now() + 300_000;
    while (world.clock.now() < end) await world.turn();
    expect(reads).toBeLessThanOrEqual(61);
  });
});

describe('routes that are replaced as a whole while they are watched', () => {
  it('send the release back, since nothing tells any more how they were before', async () => {
    const world = await createEngineWorld({ strategy: canary });
    const before = await world.kube.get(routes);
    await baking(world, 25);
    await world.kube.remove(routes);
    if (before) await world.kube.create({ ...before, metadata: { name: 'checkout', namespace: 'shop' } });
    const { phase } = await world.run();
    expect(phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'step-failed' } });
    expect(JSON.stringify(phase)).toContain('removed or replaced');
  });
});
