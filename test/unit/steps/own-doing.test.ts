import { describe, expect, it } from 'vitest';
import { foldLog } from '../../../src/domain/fold.ts';
import type { Release } from '../../../src/domain/release.ts';
import { advance } from '../../../src/engine/run.ts';
import { canary, createEngineWorld } from '../../support/engine-world.ts';
import { patchObject } from '../../support/patch-object.ts';
import { mika } from '../../support/people.ts';
import { exampleRequest } from '../../support/request.ts';

const rolling = { kind: 'rolling' as const, bakeMs: 4000 };
const recreate = { kind: 'recreate' as const, bakeMs: 4000 };
const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'checkout' };
const image = (version: string) => `registry.example/checkout:${version}`;

type World = Awaited<ReturnType<typeof createEngineWorld>>;

function running({ kube }: World): string {
  const { template } = kube.see(ref)['spec'] as { template: { spec: { containers: { image: string }[] } } };
  return template.spec.containers[0]?.image ?? '';
}

/** Somebody sets stable's image past Sluice; the server notes who. */
function setImage({ kube }: World, version: string, manager = 'kubectl-set'): void {
  const object = kube.see(ref);
  const spec = object['spec'] as { template: { metadata: object; spec: { containers: object[] } } };
  const containers = spec.template.spec.containers.map((each) => ({ ...each, image: image(version) }));
  const fields = {
    'f:spec': { 'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"app"}': { 'f:image': {} } } } } },
  };
  const entry = { manager, operation: 'Update', apiVersion: 'apps/v1', fieldsV1: fields };
  kube.put({
    ...object,
    metadata: { ...object.metadata, generation: (object.metadata.generation ?? 0) + 1, managedFields: [entry] },
    spec: { ...spec, template: { ...spec.template, spec: { ...spec.template.spec, containers } } },
  });
}

const replicasOf = ({ kube }: World) => (kube.see(ref)['spec'] as { replicas: number }).replicas;

async function abort(world: World): Promise<void> {
  const { version } = await world.release();
  await world.store.append('r1', version, [{ type: 'abort.asked', at: world.clock.now(), by: mika, reason: null }]);
}

describe('a plan that the world has overtaken', () => {
  it.each([[rolling], [recreate], [canary]])(
    'writes nothing, and says what was changed by whom: $kind',
    async (strategy) => {
      const world = await createEngineWorld({ strategy });
      setImage(world, '2.4.0-hotfix');
      world.kube.journal.length = 0;
      const { phase } = await world.run();
      expect(phase).toMatchObject({ kind: 'ended', outcome: 'withdrawn', by: null });
      expect(phase).toHaveProperty(
        'reason',
        expect.stringContaining(`${image('2.4.0-hotfix')} by now (set by kubectl-set)`),
      );
      expect(world.kube.journal).toEqual([]);
      expect(running(world)).toBe(image('2.4.0-hotfix'));
    },
  );

  it('is none for an autoscaler’s work', async () => {
    const world = await createEngineWorld({ strategy: rolling });
    await patchObject(world.kube, ref, { spec: { replicas: 7 } });
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
    expect(replicasOf(world)).toBe(7);
  });

  it.each([[rolling], [recreate]])('between its start and its first write ends it too: $kind', async (strategy) => {
    const world = await createEngineWorld({ strategy });
    await world.store.append('r1', 2, [{ type: 'started', at: world.clock.now() }]);
    setImage(world, '2.4.0-hotfix');
    world.kube.journal.length = 0;
    expect((await world.run()).phase).toMatchObject({
      outcome: 'rolled-back',
      cause: { code: 'step-failed', detail: expect.stringContaining('2.4.0-hotfix') },
    });
    expect(world.kube.journal).toEqual([]);
    expect(running(world)).toBe(image('2.4.0-hotfix'));
  });

  it('in the middle of a canary keeps what somebody else has put there', async () => {
    const world = await createEngineWorld({ strategy: canary });
    while ((await world.release()).percent < 25) await world.turn();
    setImage(world, '2.4.0-hotfix');
    expect((await world.run()).phase).toMatchObject({ outcome: 'rolled-back' });
    expect(running(world)).toBe(image('2.4.0-hotfix'));
  });
});

describe('going back', () => {
  it.each([[rolling], [recreate]])(
    'does not undo what another release did in the same place: $kind',
    async (strategy) => {
      const world = await createEngineWorld({ strategy });
      const at = world.clock.now();
      const target = { ...world.plan.target, environment: 'elsewhere' };
      const request = { ...exampleRequest(), environment: 'elsewhere', key: 'other' };
      await world.store.create({
        type: 'requested',
        at,
        request,
        plan: { ...world.plan, target },
        digest: 'd',
        gates: [],
      });
      await world.store.append('r2', 1, [
        { type: 'approved', at, by: mika, digest: 'd' },
        { type: 'started', at },
        { type: 'step.started', at, index: 0 },
      ]);
      while (!(await world.events()).some(({ type }) => type === 'measured')) await world.turn();
      const other = async () => {
        await advance(world.deps, 'r2', new AbortController().signal);
      };
      await other();
      expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
      for (let turns = 0; turns < 20; turns += 1) await other();
      expect((await secondOf(world)).phase).toMatchObject({ kind: 'ended', outcome: 'rolled-back' });
      expect(running(world)).toBe(image('2.4.1'));
      expect(replicasOf(world)).toBe(4);
    },
  );

  it('leaves an image that somebody has set after the release', async () => {
    const world = await createEngineWorld({ strategy: rolling });
    while (running(world) !== image('2.4.1')) await world.turn();
    setImage(world, '2.4.2-hotfix');
    await abort(world);
    expect((await world.run()).phase).toMatchObject({ outcome: 'rolled-back' });
    expect(running(world)).toBe(image('2.4.2-hotfix'));
  });

  it('undoes what the log says was written, though its marks are gone', async () => {
    const world = await createEngineWorld({ strategy: rolling });
    while ((await world.release()).done.length === 0) await world.turn();
    const object = world.kube.see(ref);
    world.kube.put({ ...object, metadata: { ...object.metadata, annotations: {} } });
    await abort(world);
    expect((await world.run()).phase).toMatchObject({ outcome: 'rolled-back' });
    expect(running(world)).toBe(image('2.4.0'));
  });
});

async function secondOf({ store }: World): Promise<Release> {
  const loaded = await store.load('r2');
  if (loaded.kind !== 'found') throw new Error('there is no second release');
  return foldLog(loaded.events);
}
