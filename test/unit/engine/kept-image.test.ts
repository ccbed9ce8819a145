import { describe, expect, it } from 'vitest';
import type { Strategy } from '../../../src/domain/target.ts';
import { badSample, canary, createEngineWorld, healthySample, visible } from '../../support/engine-world.ts';
import { patchObject } from '../../support/patch-object.ts';

const stable = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'checkout' };
const rolling: Strategy = { kind: 'rolling', bakeMs: 10_000 };
const image = (version: string) => `registry.example/checkout:${version}`;

type World = Awaited<ReturnType<typeof createEngineWorld>>;

/** Git has this version: where stable runs another one, it is put back before the worker's next turn. */
async function keeps(world: World, version: string): Promise<void> {
  const object = await world.kube.get(stable);
  if (JSON.stringify(object).includes(`"image":"${image(version)}"`)) return;
  const containers = [{ name: 'app', image: image(version), env: [{ name: 'A', value: '1' }] }];
  await patchObject(world.kube, stable, { spec: { template: { spec: { containers } } } });
}

async function turns(world: World, before: () => Promise<unknown>, most = 400): Promise<void> {
  for (let count = 0; count < most; count += 1) {
    await before();
    if ((await world.turn()).kind === 'ended') return;
  }
}

const reverts = async (world: World) => (await world.events()).filter(({ type }) => type === 'write.reverted');

describe.each<[string, Strategy, 'istio' | 'replicas']>([
  ['a canary by Istio', canary, 'istio'],
  ['a canary by pods', canary, 'replicas'],
  ['rolling', rolling, 'replicas'],
])('an image that is put back in mid-promotion: %s', (_name, strategy, router) => {
  it('is set again where that happens once, and told', async () => {
    const world = await createEngineWorld({ strategy, router });
    let done = false;
    await turns(world, async () => {
      const updated = JSON.stringify(await world.kube.get(stable)).includes(`"image":"${image('2.4.1')}"`);
      if (updated && !done) await keeps(world, '2.4.0');
      done ||= updated;
    });
    expect((await world.release()).phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
    expect(await reverts(world)).toMatchObject([
      { reverted: { what: 'image', found: image('2.4.0'), wanted: image('2.4.1') } },
    ]);
    expect(JSON.stringify(await world.kube.get(stable))).toContain(image('2.4.1'));
  });

  it('asks a person where it never stays, and goes back without an answer', async () => {
    const world = await createEngineWorld({ strategy, router });
    const before = visible(world.kube);
    await turns(world, () => keeps(world, '2.4.0'));
    expect((await world.events()).filter(({ type }) => type === 'hold.opened')).toMatchObject([{ code: 'reverted' }]);
    expect((await world.release()).phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'hold-expired' } });
    expect(await reverts(world)).toHaveLength(3);
    expect(visible(world.kube)).toEqual(before);
  });
});

describe('a third version that somebody puts there in mid-promotion', () => {
  it('is not overwritten: the release goes back and leaves it', async () => {
    const world = await createEngineWorld({ strategy: rolling, router: 'replicas' });
    await turns(world, async () => {
      const ours = JSON.stringify(await world.kube.get(stable)).includes(`"image":"${image('2.4.1')}"`);
      if (ours) await keeps(world, '2.4.2');
    });
    expect((await world.release()).phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'step-failed' } });
  });
});

describe('a bad version that is put back while it is taken away', () => {
  it('is said to be: the rollback is stuck, and at whom', async () => {
    const sample = (look: number, at: number) => (look > 2 ? badSample : healthySample)(look, at);
    const world = await createEngineWorld({ strategy: rolling, router: 'replicas', sample });
    const git = { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/checkout' };
    await patchObject(world.kube, stable, { metadata: { annotations: git } });
    let left = 30;
    let said = '';
    await turns(world, async () => {
      const { phase } = await world.release();
      if (phase.kind !== 'rolling-back' || left <= 0) return;
      left -= 1;
      said = phase.error ?? said;
      await keeps(world, '2.4.1');
    });
    expect(said).toContain('Argo CD (shop) puts registry.example/checkout:2.4.1 back on Deployment checkout');
    expect((await world.release()).phase).toMatchObject({ kind: 'ended', outcome: 'rolled-back' });
    expect(JSON.stringify(await world.kube.get(stable))).toContain(image('2.4.0'));
  });
});
