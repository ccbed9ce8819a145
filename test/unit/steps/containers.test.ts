import { describe, expect, it } from 'vitest';
import { facetsOf } from '../../../src/actions/facets.ts';
import type { KubeObject } from '../../../src/platform/kube.ts';
import type { Trace } from '../../../src/recovery/scan.ts';
import { seenIn } from '../../../src/recovery/seen.ts';
import { wayBack } from '../../../src/recovery/way-back.ts';
import { badSample, canary, createEngineWorld, visible } from '../../support/engine-world.ts';
import { testSeals } from '../../support/fence.ts';

const image = (version: string) => `registry.example/checkout:${version}`;
const template = {
  initContainers: [
    { name: 'migrate', image: image('2.3.9'), args: ['migrate', 'up'] },
    { name: 'wait', image: 'busybox:1' },
  ],
  containers: [
    { name: 'jobs', image: image('2.4.0'), args: ['jobs'] },
    { name: 'istio-proxy', image: 'istio/proxyv2:1.20' },
  ],
};
const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'checkout' };

type Named = { name: string; image: string }[];

function imagesOf(object: KubeObject): Record<string, string> {
  const spec = object['spec'] as { template: { spec: { containers: Named; initContainers: Named } } };
  const { containers, initContainers } = spec.template.spec;
  return Object.fromEntries([...initContainers, ...containers].map((each) => [each.name, each.image]));
}

const kept = { wait: 'busybox:1', 'istio-proxy': 'istio/proxyv2:1.20' };
const moved = { migrate: image('2.4.1'), app: image('2.4.1'), jobs: image('2.4.1'), ...kept };

describe('a version of several containers', () => {
  it.each([[{ kind: 'rolling', bakeMs: 4000 }], [{ kind: 'recreate', bakeMs: 4000 }], [canary]])(
    'moves as a whole, and the plan says so: $kind',
    async (strategy) => {
      const world = await createEngineWorld({ strategy, template });
      expect(world.plan.notes).toContain('Containers migrate (init) and jobs take the same image.');
      expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
      expect(imagesOf(world.kube.see(ref))).toEqual(moved);
      expect(JSON.stringify(world.kube.see(ref).metadata.annotations)).not.toContain('sluice');
    },
  );

  it('is a candidate as a whole', async () => {
    const world = await createEngineWorld({ strategy: canary, template });
    const candidate = () => world.kube.all().find(({ metadata }) => metadata.name === 'checkout-candidate');
    while (!candidate()) await world.turn();
    expect(imagesOf(candidate() as KubeObject)).toEqual(moved);
  });

  it.each([[{ kind: 'rolling', bakeMs: 4000 }], [{ kind: 'recreate', bakeMs: 4000 }], [canary]])(
    'goes back to what each container ran: $kind',
    async (strategy) => {
      const world = await createEngineWorld({ strategy, template, sample: badSample });
      const before = visible(world.kube);
      expect((await world.run()).phase).toMatchObject({ outcome: 'rolled-back' });
      expect(visible(world.kube)).toEqual(before);
    },
  );

  it('is found again as a whole where only the cluster is left', async () => {
    const world = await createEngineWorld({ strategy: { kind: 'rolling', bakeMs: 4000 }, template });
    while (imagesOf(world.kube.see(ref))['jobs'] !== image('2.4.1')) await world.turn();
    const seen = seenIn(world.kube.all(), testSeals(world.kube.cluster));
    const trace: Trace = { release: 'r1', finding: 'orphan', cluster: 'fake', namespace: 'shop', seen };
    const way = wayBack(trace, world.plan.target, world.kube.see(ref));
    expect(way).toMatchObject({ kind: 'open', image: image('2.4.0') });
    expect(way.kind === 'open' && way.plan.from.also).toEqual({ migrate: image('2.3.9'), jobs: image('2.4.0') });
  });

  it('is put back by hand as a whole', async () => {
    const { plan } = await createEngineWorld({ strategy: { kind: 'rolling', bakeMs: 4000 }, template });
    const [back] = plan.steps[0]?.undo ?? [];
    expect(back && facetsOf(back).byHand(back, plan)?.command).toBe(
      'kubectl -n shop set image deployment/checkout app=registry.example/checkout:2.4.0 ' +
        'migrate=registry.example/checkout:2.3.9 jobs=registry.example/checkout:2.4.0',
    );
  });

  it('is not released over what somebody has set in one of them since the plan', async () => {
    const world = await createEngineWorld({ strategy: { kind: 'rolling', bakeMs: 4000 }, template });
    const text = JSON.stringify(world.kube.see(ref)).replace('checkout:2.3.9', 'checkout:2.3.8');
    world.kube.put(JSON.parse(text));
    expect((await world.run()).phase).toMatchObject({
      outcome: 'withdrawn',
      reason: expect.stringMatching(/runs .*:2.3.8 in container migrate by now, not/),
    });
    expect(imagesOf(world.kube.see(ref))).toMatchObject({ app: image('2.4.0'), migrate: image('2.3.8') });
  });
});
