import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/platform/kube.ts';

import { badSample, canary, createEngineWorld, visible } from '../../support/engine-world.ts';
import type { FakeKube } from '../../support/fake-kube.ts';

const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'checkout' };
const rolling = { kind: 'rolling' as const, bakeMs: 4000 };
const recreate = { kind: 'recreate' as const, bakeMs: 4000 };

type World = Awaited<ReturnType<typeof createEngineWorld>>;

/** What an admission policy makes of references; each of them leaves alone what it has made. */
const policies = {
  'a mirror': (text: string) => text.replaceAll('"registry.example/', '"mirror.local/registry.example/'),
  'another host': (text: string) => text.replaceAll('"registry.example/', '"mirror.local/'),
  'a digest added': (text: string) => text.replaceAll(/("[^"]*checkout:[\d.]+)"/g, `$1@sha256:${'0'.repeat(64)}"`),
  'a digest in place of the tag': (text: string) =>
    text.replaceAll(/"([^"]*checkout):2\.4\.(\d)"/g, (_, name, patch) => `"${name}@sha256:${patch.repeat(64)}"`),
};

function rewritten(object: KubeObject, policy: (text: string) => string): KubeObject {
  return { ...object, spec: JSON.parse(policy(JSON.stringify(object['spec']))) };
}

/** Deployments are stored as the policy has them. */
function admit({ kube }: World, policy: (text: string) => string): { writes: () => number } {
  let writes = 0;
  const { create, replace } = kube;
  const admitted = (object: KubeObject): KubeObject => {
    if (object.kind !== 'Deployment') return object;
    writes += 1;
    return rewritten(object, policy);
  };
  kube.create = (object) => create(admitted(object));
  kube.replace = (object) => replace(admitted(object));
  return { writes: () => writes };
}

const specOf = ({ kube }: World) => JSON.stringify(kube.see(ref)['spec']);

describe.each(Object.entries(policies))('an admission policy that writes %s', (_name, policy) => {
  it.each([[rolling], [recreate], [canary]])('lets a good version through: $kind', async (strategy) => {
    const world = await createEngineWorld({ strategy });
    const admitted = admit(world, policy);
    const began = world.clock.now();
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
    expect(specOf(world)).toContain(policy('"registry.example/checkout:2.4.1"'));
    expect(world.clock.now() - began).toBeLessThan(120_000);
    expect(admitted.writes()).toBeLessThan(20);
  });

  it.each([[rolling], [recreate], [canary]])('lets a bad one back to what was there: $kind', async (strategy) => {
    const prepare = (kube: FakeKube) => void kube.put(rewritten(kube.see(ref), policy));
    const world = await createEngineWorld({ strategy, sample: badSample, prepare });
    const before = visible(world.kube);
    admit(world, policy);
    expect((await world.run()).phase).toMatchObject({ outcome: 'rolled-back' });
    expect(visible(world.kube)).toEqual(before);
  });
});
