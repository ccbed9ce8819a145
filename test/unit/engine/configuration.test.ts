import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Strategy } from '../../../src/domain/target.ts';
import { KubeError } from '../../../src/platform/kube.ts';
import { everyConfiguration } from '../../support/configuration.ts';
import { badSample, canary, createEngineWorld, visible } from '../../support/engine-world.ts';
import { mika } from '../../support/people.ts';

const strategies: [string, Strategy, 'istio' | 'replicas'][] = [
  ['canary by Istio', canary, 'istio'],
  ['canary by pods', canary, 'replicas'],
  ['rolling', { kind: 'rolling', bakeMs: 10_000 }, 'replicas'],
  ['recreate', { kind: 'recreate', bakeMs: 10_000 }, 'replicas'],
];
const configuration = everyConfiguration;
const original = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'checkout-config' };

type World = Awaited<ReturnType<typeof createEngineWorld>>;

/** The names of the copies, and how often the templates of the user's workload name them. */
function copiesIn({ kube }: World) {
  const objects = kube.all();
  const names = objects
    .map(({ metadata }) => metadata.name)
    .filter((name) => /^checkout-(config|keys)-r\d+$/.test(name));
  const stable = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'checkout');
  return { names: names.sort(), named: JSON.stringify(stable).match(/checkout-(config|keys)-r1/g) ?? [] };
}

async function edit({ kube }: World): Promise<void> {
  const there = await kube.get(original);
  if (there) await kube.replace({ ...there, data: { LEVEL: 'debug' } });
}

describe.each(strategies)('%s with its configuration', (_name, strategy, router) => {
  it('ends with copies that stable names, and that no release holds', async () => {
    const world = await createEngineWorld({ strategy, router, configuration });
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
    expect(copiesIn(world)).toEqual({
      names: ['checkout-config-r1', 'checkout-keys-r1'],
      named: ['checkout-config-r1', 'checkout-keys-r1'],
    });
    expect(JSON.stringify(visible(world.kube))).not.toMatch(/sluice\.dev\/(release|fence|undo|seal|asked)/);
  });

  it('goes back to exactly what was there from every turn at which it is aborted', async () => {
    for (let turns = 1; ; turns += 1) {
      const world = await createEngineWorld({ strategy, router, configuration });
      const before = visible(world.kube);
      for (let count = 0; count < turns; count += 1) await world.turn();
      const { version, phase } = await world.release();
      if (phase.kind !== 'running') break;
      await world.store.append('r1', version, [{ type: 'abort.asked', at: world.clock.now(), by: mika, reason: null }]);
      const { phase: last } = await world.run();
      expect(last, `after turn ${turns}`).toMatchObject({ kind: 'ended', outcome: 'rolled-back' });
      expect(visible(world.kube), `after turn ${turns}`).toEqual(before);
    }
  });

  it('goes back when it is worse, whatever is edited meanwhile', async () => {
    const world = await createEngineWorld({ strategy, router, configuration, sample: badSample });
    await world.turn();
    for (let count = 0; count < 3; count += 1) await world.turn();
    await edit(world);
    expect((await world.run()).phase).toMatchObject({ outcome: 'rolled-back' });
    expect(copiesIn(world)).toEqual({ names: [], named: [] });
    expect(await world.kube.get(original)).toMatchObject({ data: { LEVEL: 'debug' } });
  });

  it('comes to the same end through a cluster that fails now and then', async () => {
    const verb = fc.constantFrom('get' as const, 'replace' as const, 'create' as const, 'remove' as const);
    const faults = fc.array(fc.record({ verb, at: fc.integer({ min: 0, max: 30 }), afterwards: fc.boolean() }), {
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(faults, async (all) => {
        const world = await createEngineWorld({ strategy, router, configuration });
        for (let count = 0; count < 40; count += 1) {
          for (const { at, ...fault } of all.filter((each) => each.at === count)) {
            world.kube.fail({ ...fault, error: new KubeError('server', `HTTP 503 at ${at}`, 503) });
          }
          if ((await world.turn()).kind === 'ended') break;
        }
        expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
        expect(copiesIn(world).named).toHaveLength(2);
      }),
      { numRuns: 15 },
    );
  });
});

it('says nothing of a value in its whole log', async () => {
  const world = await createEngineWorld({ strategy: canary, configuration });
  await edit(world);
  await world.run();
  expect(JSON.stringify(await world.events())).not.toMatch(/c2VzYW1l|info|debug/);
});
