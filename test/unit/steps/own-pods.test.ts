import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { badSample, createEngineWorld } from '../../support/engine-world.ts';
import { patchObject } from '../../support/patch-object.ts';

const recreate = { kind: 'recreate' as const, bakeMs: 4000 };
const rolling = { kind: 'rolling' as const, bakeMs: 4000 };
const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'checkout' };

type World = Awaited<ReturnType<typeof createEngineWorld>>;

/** A pod that stable's selector finds. */
function pod(name: string, owner: object | null, status: object = { phase: 'Running' }, labels = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      labels: { app: 'checkout', ...labels },
      ...(owner ? { ownerReferences: [{ controller: true, apiVersion: 'apps/v1', ...owner } as never] } : {}),
    },
    spec: { containers: [{ name: 'app', image: 'registry.example/checkout:2.4.1' }] },
    status,
  };
}

const crashing = {
  phase: 'Running',
  containerStatuses: [
    { name: 'app', restartCount: 9, state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } } },
  ],
};
const set = (name: string, uid: string, owner: string): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: {
    name,
    uid,
    namespace: 'shop',
    labels: { app: 'checkout' },
    ownerReferences: [
      { apiVersion: 'apps/v1', kind: 'Deployment', name: owner, uid: `uid-of-${owner}`, controller: true },
    ],
  },
  spec: { template: { spec: { containers: [{ name: 'app', image: 'x' }] } } },
});

const replicasOf = ({ kube }: World) => (kube.see(ref)['spec'] as { replicas: number }).replicas;

describe('a recreate', () => {
  it('is kept from nothing by pods that are not its own', async () => {
    const world = await createEngineWorld({ strategy: recreate });
    world.kube.put(set('checkout-cron-5d4', 'set-of-cron', 'checkout-cron'));
    world.kube.put(pod('sibling', { kind: 'ReplicaSet', name: 'checkout-cron-5d4', uid: 'set-of-cron' }, crashing));
    world.kube.put(pod('finished', { kind: 'Job', name: 'migrate', uid: 'job' }, { phase: 'Succeeded' }));
    world.kube.put(pod('job', { kind: 'Job', name: 'migrate', uid: 'job' }, crashing));
    world.kube.put(pod('by-hand', null));
    const began = world.clock.now();
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
    expect(world.clock.now() - began).toBeLessThan(20_000);
    expect(replicasOf(world)).toBe(4);
  });

  it('does not wait for its own pods that have ended', async () => {
    const world = await createEngineWorld({ strategy: recreate });
    const owner = { kind: 'ReplicaSet', name: 'checkout-abc', uid: 'gone' };
    world.kube.put(pod('evicted', owner, { phase: 'Failed' }, { 'pod-template-hash': 'abc' }));
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
  });

  it('waits for a pod of its own whose ReplicaSet is gone already', async () => {
    const world = await createEngineWorld({ strategy: recreate });
    const owner = { kind: 'ReplicaSet', name: 'checkout-abc', uid: 'gone' };
    const last = world.kube.put(pod('last', owner, { phase: 'Running' }, { 'pod-template-hash': 'abc' }));
    for (let turns = 0; turns < 30; turns += 1) await world.turn();
    expect(replicasOf(world)).toBe(0);
    world.kube.drop({ apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: last.metadata.name });
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
  });

  it('finds its pods by expressions too, and writes the selector as it was', async () => {
    const world = await createEngineWorld({ strategy: recreate });
    const object = world.kube.see(ref);
    const selector = { matchExpressions: [{ key: 'app', operator: 'In', values: ['checkout', 'web'] }] };
    world.kube.put({ ...object, spec: { ...(object['spec'] as object), selector } });
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
    expect(world.kube.see(ref)['spec']).toHaveProperty('selector', selector);
  });

  it('starts as many pods again as it has stopped', async () => {
    const world = await createEngineWorld({ strategy: recreate });
    await patchObject(world.kube, ref, { spec: { replicas: 7 } });
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
    expect(replicasOf(world)).toBe(7);
  });
});

describe('a Deployment at 0 pods', () => {
  it.each([[recreate], [rolling]])('takes the image and stays at 0: $kind', async (strategy) => {
    const world = await createEngineWorld({ strategy, replicas: 0, sample: () => 'no-data' });
    expect(world.plan.notes.join()).toContain('stays at 0');
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
    expect(replicasOf(world)).toBe(0);
    expect(JSON.stringify(world.kube.see(ref)['spec'])).toContain('checkout:2.4.1');
  });

  it('stays there where it was switched off after the plan was made', async () => {
    for (const sample of [undefined, badSample]) {
      const world = await createEngineWorld({ strategy: recreate, ...(sample ? { sample } : {}) });
      await patchObject(world.kube, ref, { spec: { replicas: 0 } });
      expect((await world.run()).phase).toMatchObject({ outcome: sample ? 'rolled-back' : 'succeeded' });
      expect(replicasOf(world)).toBe(0);
    }
  });

  it('ends with the new version where it was switched off while that ran: nothing is left to watch', async () => {
    const world = await createEngineWorld({ strategy: recreate, sample: () => 'no-data' });
    const isBaking = async () => {
      const { step, plan } = await world.release();
      return plan.steps[step?.index ?? -1]?.action.kind === 'bake';
    };
    while (!(await isBaking())) await world.turn();
    await patchObject(world.kube, ref, { spec: { replicas: 0 } });
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
    expect(replicasOf(world)).toBe(0);
    expect(JSON.stringify(world.kube.see(ref)['spec'])).toContain('checkout:2.4.1');
  });
});
