import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { trackedPods } from '../../../src/providers/metrics/tracks.ts';
import { createEngineWorld } from '../../support/engine-world.ts';

const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'checkout' };
const rolling = { kind: 'rolling' as const, bakeMs: 4000 };

type World = Awaited<ReturnType<typeof createEngineWorld>>;

const count = async ({ kube, plan }: World) => {
  const pods = await trackedPods(kube, plan.target, plan);
  const of = (track: string) => pods.filter((pod) => pod.track === track).length;
  return { stable: of('stable'), candidate: of('candidate') };
};

/** All pods of the cluster run images under the name of a mirror, which nothing tells apart. */
function mirrored({ kube }: World): void {
  for (const pod of kube.all().filter(({ kind }) => kind === 'Pod')) {
    kube.put({ ...pod, spec: JSON.parse(JSON.stringify(pod['spec']).replace(/checkout:[\d.]+/, 'mirror/checkout')) });
  }
}

describe('the pods of both versions', () => {
  it('are those that the workload controls, whoever else has their labels and image', async () => {
    const world = await createEngineWorld({ strategy: rolling });
    const set = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'checkout-cron-5d4', uid: 'cron', controller: true };
    const sibling = (name: string, more: object): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'shop', labels: { app: 'checkout', 'pod-template-hash': '5d4' }, ...more },
      spec: { containers: [{ name: 'app', image: world.plan.to.image }] },
      status: { phase: 'Running' },
    });
    world.kube.put(sibling('sibling', { ownerReferences: [set] }));
    world.kube.put(sibling('by-hand', {}));
    expect(await count(world)).toEqual({ stable: 4, candidate: 0 });
  });

  it('are told apart by their revision where a policy has rewritten their images', async () => {
    const world = await createEngineWorld({ strategy: rolling });
    mirrored(world);
    expect(await count(world)).toEqual({ stable: 4, candidate: 0 });
    while (!JSON.stringify(world.kube.see(ref)['spec']).includes('2.4.1')) await world.turn();
    mirrored(world);
    expect(await count(world)).toEqual({ stable: 0, candidate: 4 });
  });
});
