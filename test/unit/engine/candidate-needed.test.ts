import { describe, expect, it } from 'vitest';
import { KubeError, type KubeObject } from '../../../src/platform/kube.ts';
import { badSample, canary, createEngineWorld } from '../../support/engine-world.ts';
import { patchObject } from '../../support/patch-object.ts';

const namespace = 'shop';
const name = 'checkout-candidate';
const candidate = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name };
const stable = { ...candidate, name: 'checkout' };
const service = { apiVersion: 'v1', kind: 'Service', namespace, name };
const preview = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'preview', namespace },
  spec: { rules: [{ backendRefs: [{ name, port: 80 }] }] },
};

type World = Awaited<ReturnType<typeof createEngineWorld>>;

/** Turns until the version is in; `then` happens right before the candidate is to be removed. */
async function promoted(world: World, then: () => unknown): Promise<void> {
  const append = world.store.append.bind(world.store);
  let over = false;
  world.store.append = async (id, version, events) => {
    const begins = events.find((each) => each.type === 'step.started');
    if (begins && world.plan.steps[begins.index]?.action.kind === 'candidate.remove') {
      await then();
      over = true;
    }
    return append(id, version, events);
  };
  for (let count = 0; count < 500 && !over; count += 1) await world.turn();
  expect(over).toBe(true);
}

const turns = async (world: World, count: number) => {
  for (let turn = 0; turn < count; turn += 1) await world.turn();
};
const errorOf = async (world: World) => (await world.release()).step?.error ?? '';
const there = async (world: World) => [
  (await world.kube.get(candidate)) !== null,
  (await world.kube.get(service)) !== null,
];

/** Deployments of which no pod is ready, while `down` says so. */
const unready = (object: KubeObject): KubeObject => ({
  ...object,
  status: { ...(object['status'] as object), readyReplicas: 0 },
});

describe('the candidate at the end of a promotion', () => {
  it('stays while a route of somebody else leads to it, which is told', async () => {
    const world = await createEngineWorld({ strategy: canary });
    await promoted(world, () => world.kube.put(preview));
    await turns(world, 20);
    expect(await there(world)).toEqual([true, true]);
    expect(await errorOf(world)).toContain('HTTPRoute preview leads to Service checkout-candidate');
    world.kube.drop({ ...preview, namespace, name: 'preview' });
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
    expect(await there(world)).toEqual([false, false]);
  });

  it('goes though nobody may say whether a route leads to it', async () => {
    const world = await createEngineWorld({ strategy: canary });
    await promoted(world, () => world.kube.put(preview));
    const list = world.kube.list.bind(world.kube);
    world.kube.list = async (kind, ...rest) => {
      if (kind.kind === preview.kind) throw new KubeError('forbidden', 'no', 403);
      return list(kind, ...rest);
    };
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
  });

  it('goes at once where the release goes back: nobody is kept on what is worse', async () => {
    const world = await createEngineWorld({ strategy: canary, sample: badSample });
    while ((await world.release()).percent === 0) await world.turn();
    world.kube.put(preview);
    expect((await world.run()).phase).toMatchObject({ outcome: 'rolled-back' });
    expect(await there(world)).toEqual([false, false]);
  });

  it('stays while it alone answers, and keeps what it was given', async () => {
    let down = false;
    const world = await createEngineWorld({
      strategy: canary,
      behave: ({ metadata }) => (down && metadata.name === 'checkout' ? 'stuck' : 'ready'),
    });
    let pods: KubeObject[] = [];
    await promoted(world, () => {
      down = true;
      pods = world.kube.all().filter((each) => each.kind === 'Pod' && !each.metadata.name.startsWith(name));
      for (const pod of pods) world.kube.put({ ...pod, status: { ...(pod['status'] as object), conditions: [] } });
      world.kube.put(unready(world.kube.see(stable)));
      giveShare(world, 30);
    });
    await turns(world, 20);
    expect(await there(world)).toEqual([true, true]);
    expect(await errorOf(world)).toContain('no pod of Deployment checkout is ready');
    expect(JSON.stringify(world.kube.see(routes)['spec'])).toContain('"weight":30');
    down = false;
    for (const pod of pods) world.kube.put(pod);
    await patchObject(world.kube, stable, { metadata: { labels: { touched: 'yes' } } });
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
    expect(await there(world)).toEqual([false, false]);
  });

  it('is left alone, and told, where somebody has put another in its place', async () => {
    const world = await createEngineWorld({ strategy: canary });
    await promoted(world, () => {
      const { spec } = world.kube.see(candidate) as unknown as { spec: { template: object } };
      world.kube.drop(candidate);
      const template = { ...spec.template, spec: { containers: [{ name: 'app', image: 'registry.example/other:1' }] } };
      world.kube.put({ ...candidate, metadata: { name, namespace }, spec: { ...spec, template } });
    });
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
    expect(await there(world)).toEqual([true, false]);
    const notes = (await world.events()).flatMap((each) => (each.type === 'step.done' ? each.note : []));
    expect(notes).toContainEqual(
      expect.stringMatching(/^Deployment checkout-candidate isn't this release's any more.*left alone/),
    );
  });

  it('is told to be held by a finalizer that somebody else has put on it', async () => {
    const world = await createEngineWorld({ strategy: canary });
    await promoted(world, () => {
      const object = world.kube.see(candidate);
      const deletionTimestamp = new Date(world.clock.now()).toISOString();
      const finalizers = ['audit.example/keep', 'foregroundDeletion'];
      world.kube.put({ ...object, metadata: { ...object.metadata, deletionTimestamp, finalizers } });
      world.kube.remove = async () => true;
    });
    const end = world.clock.now() + 70_000;
    while (world.clock.now() < end) await world.turn();
    expect(await errorOf(world)).toContain('held by the finalizer audit.example/keep');
  });
});

const routes = { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', namespace, name: 'checkout' };

function giveShare(world: World, weight: number): void {
  const object = world.kube.see(routes) as unknown as { spec: { http: { route: { weight?: number }[] }[] } };
  const [first] = object.spec.http;
  const [own, other] = first?.route ?? [];
  const http = [
    {
      ...first,
      route: [
        { ...own, weight: 100 - weight },
        { ...other, weight },
      ],
    },
    ...object.spec.http.slice(1),
  ];
  world.kube.put({ ...(object as unknown as KubeObject), spec: { ...object.spec, http } });
}
