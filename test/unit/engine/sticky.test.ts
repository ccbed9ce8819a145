import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/domain/json.ts';
import type { Reverted } from '../../../src/domain/reverted.ts';
import { createEngineWorld } from '../../support/engine-world.ts';
import { patchObject } from '../../support/patch-object.ts';
import { mika } from '../../support/people.ts';

const routes = { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', namespace: 'shop', name: 'checkout' };
const strategy = {
  kind: 'canary',
  steps: [
    { percent: 5, bakeMs: 10_000 },
    { percent: 25, bakeMs: 30_000 },
  ],
  sticky: { cookie: 'sluice-checkout', forMs: 3_600_000 },
};

type World = Awaited<ReturnType<typeof createEngineWorld>>;
type Http = { name?: string; route: { weight?: number }[] }[];

async function http(world: World): Promise<Http> {
  const object = await world.kube.get(routes);
  return (object?.['spec'] as unknown as { http: Http } | undefined)?.http ?? [];
}
const weights = (all: Http) => all.map(({ name, route }) => [name, ...route.map(({ weight }) => weight)]);

/** Takes turns until the bake at 25 %. */
async function baking(world: World): Promise<void> {
  for (let count = 0; count < 500; count += 1) {
    const { step, plan } = await world.release();
    const action = plan.steps[step?.index ?? -1]?.action;
    if (action?.kind === 'bake' && action.percent === 25) return;
    await world.turn();
  }
  throw new Error('no bake at 25 %');
}

describe('a canary whose users stay', () => {
  it('leads those it has drawn where they were, draws the ones of the share before again, and leaves nothing', async () => {
    const world = await createEngineWorld({ strategy });
    const before = await http(world);
    await baking(world);
    expect(weights(await http(world))).toEqual([
      ['sluice-sticky-primary', 0, 100],
      ['sluice-sticky-primary', 100, 0],
      ['sluice-sticky-primary', 75, 20],
      ['primary', 75, 25],
    ]);
    expect(JSON.stringify(await http(world))).toContain('sluice\\\\.r1\\\\.stable\\\\.5');
    expect(await world.run()).toMatchObject({ phase: { outcome: 'succeeded' } });
    expect(await http(world)).toEqual(before);
  });

  it('has its rules set again, and told, where somebody takes them away', async () => {
    const world = await createEngineWorld({ strategy });
    await baking(world);
    const written = await http(world);
    await patchObject(world.kube, routes, {
      spec: { http: written.filter(({ name }) => name === 'primary') as Json[] },
    });
    let reverted: Reverted[] = [];
    for (let count = 0; count < 30 && reverted.length === 0; count += 1) {
      await world.turn();
      reverted = (await world.events()).flatMap((event) => (event.type === 'write.reverted' ? [event.reverted] : []));
    }
    expect(reverted).toMatchObject([{ what: 'route', wanted: '25 % of traffic' }]);
    expect(await http(world)).toEqual(written);
  });

  it('goes back in one write, and nobody stays with the candidate', async () => {
    const world = await createEngineWorld({ strategy });
    const before = await http(world);
    await baking(world);
    const written: Http[] = [];
    const replace = world.kube.replace.bind(world.kube);
    world.kube.replace = async (object) => {
      if (object.kind === routes.kind) written.push((object['spec'] as { http: Http }).http);
      return replace(object);
    };
    const { version } = await world.release();
    await world.store.append('r1', version, [{ type: 'abort.asked', at: world.clock.now(), by: mika, reason: null }]);
    expect(await world.run()).toMatchObject({ phase: { outcome: 'rolled-back' } });
    expect(weights(written[0] ?? [])).toEqual([['primary', 100, 0]]);
    expect(JSON.stringify(written[0])).not.toMatch(/cookie/i);
    expect(await http(world)).toEqual(before);
  });
});
