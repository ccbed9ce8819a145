import { describe, expect, it } from 'vitest';
import type { Strategy } from '../../../src/domain/target.ts';
import { everyConfiguration } from '../../support/configuration.ts';
import { canary, createEngineWorld, visible } from '../../support/engine-world.ts';

const stable = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'checkout' };
const copy = 'checkout-config-r1';

type World = Awaited<ReturnType<typeof createEngineWorld>>;

/** Argo CD has the original's name in Git, and puts it back. */
async function putBack(world: World): Promise<boolean> {
  const there = await world.kube.get(stable);
  const text = JSON.stringify(there);
  if (!there || !text.includes(`"${copy}"`)) return false;
  const { metadata, ...rest } = JSON.parse(text.replaceAll(`"${copy}"`, '"checkout-config"'));
  const annotations = {
    ...metadata.annotations,
    'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/checkout',
  };
  await world.kube.replace({ ...rest, metadata: { ...metadata, annotations } });
  return true;
}

const reverts = async (world: World) =>
  (await world.events()).flatMap((event) => (event.type === 'write.reverted' ? [event] : []));

describe.each<[string, Strategy, 'istio' | 'replicas']>([
  ['a canary by Istio', canary, 'istio'],
  ['a canary by pods', canary, 'replicas'],
  ['rolling', { kind: 'rolling', bakeMs: 10_000 }, 'replicas'],
  ['recreate', { kind: 'recreate', bakeMs: 10_000 }, 'replicas'],
])('a name that is put back: %s', (_name, strategy, router) => {
  it('is set again and told, with who did it and what to set there', async () => {
    const world = await createEngineWorld({ strategy, router, configuration: everyConfiguration });
    let times = 0;
    for (let turns = 0; turns < 400; turns += 1) {
      if (times === 0 && (await putBack(world))) times += 1;
      if ((await world.turn()).kind === 'ended') break;
    }
    expect((await world.release()).phase).toMatchObject({ outcome: 'succeeded' });
    expect(await reverts(world)).toMatchObject([
      {
        reverted: {
          what: 'configuration',
          found: 'ConfigMap checkout-config',
          wanted: `ConfigMap ${copy}`,
          by: expect.stringContaining('Argo CD'),
          remedy: expect.stringContaining('ignoreDifferences'),
        },
      },
    ]);
    expect(JSON.stringify(await world.kube.get(stable))).toContain(copy);
  });

  it('asks a person where it never stays, and goes back without an answer', async () => {
    const world = await createEngineWorld({ strategy, router, configuration: everyConfiguration });
    const before = JSON.stringify(visible(world.kube));
    for (let turns = 0; turns < 2000; turns += 1) {
      if ((await world.release()).phase.kind === 'running') await putBack(world);
      if ((await world.turn()).kind === 'ended') break;
    }
    expect((await world.events()).filter(({ type }) => type === 'hold.opened')).toMatchObject([{ code: 'reverted' }]);
    expect((await world.release()).phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'hold-expired' } });
    expect(await reverts(world)).toHaveLength(3);
    expect(before).toContain('"checkout-config"');
    expect(JSON.stringify(visible(world.kube))).not.toContain(copy);
  });
});
