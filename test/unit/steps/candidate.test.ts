import { describe, expect, it } from 'vitest';
import { createEngineWorld } from '../../support/engine-world.ts';
import { patchObject } from '../../support/patch-object.ts';

const namespace = 'shop';
const canary = { kind: 'canary' as const, steps: [{ percent: 50, bakeMs: 4000 }] };
const name = 'checkout-candidate';
const foreign = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace, labels: { app: 'theirs' } },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'theirs' } },
    template: { metadata: { labels: { app: 'theirs' } }, spec: { containers: [{ name: 'x', image: 'x' }] } },
  },
};

describe('the candidate', () => {
  it('is never taken for ours when somebody else made an object of its name', async () => {
    const world = await createEngineWorld({ strategy: canary });
    world.kube.put(foreign);
    const { phase } = await world.run();
    expect(phase).toMatchObject({
      kind: 'ended',
      outcome: 'rolled-back',
      cause: { code: 'step-failed', detail: expect.stringContaining('exists already') },
    });
    expect(world.kube.see({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name })).toMatchObject({
      spec: foreign.spec,
    });
  });

  it('is a copy of stable with the new image, apart from the user’s Service', async () => {
    const world = await createEngineWorld({ strategy: canary });
    while ((await world.release()).percent === 0) await world.turn();
    const candidate = world.kube.see({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name });
    expect(candidate).toMatchObject({
      metadata: {
        labels: { 'sluice.dev/release': 'r1' },
        annotations: {
          'sluice.dev/fence': expect.stringMatching(/^r1\/\d+$/),
          'sluice.dev/undo': expect.stringContaining('candidate.remove'),
        },
      },
      spec: {
        replicas: 2,
        template: {
          metadata: { labels: { app: 'checkout-candidate', 'sluice.dev/track': 'candidate' } },
          spec: {
            containers: [{ name: 'app', image: 'registry.example/checkout:2.4.1', env: [{ name: 'A', value: '1' }] }],
          },
        },
      },
    });
    const service = world.kube.see({ apiVersion: 'v1', kind: 'Service', namespace, name });
    expect(service).toMatchObject({
      spec: { selector: { 'sluice.dev/track': 'candidate', 'sluice.dev/workload': 'checkout' }, ports: [{ port: 80 }] },
    });
  });

  it.each([
    ['the waypoint of its Service', 'istio', { labels: { 'istio.io/use-waypoint': 'shop' } }],
    ['who may call its Service', 'istio', { annotations: { 'networking.istio.io/exportTo': '.' } }],
    ['nothing that no router reads', 'replicas', {}],
  ] as const)('has %s, and no mark by which another tool knows the user’s', async (_what, router, kept) => {
    const marks = {
      labels: { 'istio.io/use-waypoint': 'shop', 'app.kubernetes.io/instance': 'shop', team: 'payments' },
      annotations: {
        'networking.istio.io/exportTo': '.',
        'argocd.argoproj.io/tracking-id': 'shop:/Service:shop/checkout',
      },
    };
    const ref = { apiVersion: 'v1', kind: 'Service', namespace };
    const world = await createEngineWorld({
      strategy: canary,
      router,
      prepare: (kube) => {
        const service = kube.see({ ...ref, name: 'checkout' });
        kube.put({ ...service, metadata: { ...service.metadata, ...marks } });
      },
    });
    const made = () => world.kube.all().find((each) => each.kind === 'Service' && each.metadata.name === name);
    while (!made()) await world.turn();
    const { metadata } = made() ?? {};
    expect(metadata).toMatchObject(kept);
    const theirs = [metadata?.labels, metadata?.annotations].flatMap((all) => Object.keys(all ?? {}));
    const known = router === 'istio' ? /^(sluice\.dev|(networking\.)?istio\.io)\// : /^sluice\.dev\//;
    expect(theirs.filter((key) => !known.test(key))).toEqual([]);
  });

  it('grows with stable: an autoscaler’s work is followed before traffic comes', async () => {
    const world = await createEngineWorld({
      strategy: { kind: 'canary', steps: [25, 50].map((percent) => ({ percent, bakeMs: 4000 })) },
    });
    while ((await world.release()).percent < 25) await world.turn();
    await patchObject(
      world.kube,
      { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'checkout' },
      { spec: { replicas: 8 } },
    );
    while ((await world.release()).percent < 50) await world.turn();
    expect(world.kube.see({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name })).toMatchObject({
      spec: { replicas: 4 },
    });
  });
});
