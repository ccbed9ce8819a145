import { describe, expect, it } from 'vitest';
import type { Strategy, Target } from '../../../src/domain/target.ts';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { createEngineWorld, type EngineWorldOptions, visible } from '../../support/engine-world.ts';
import { patchObject } from '../../support/patch-object.ts';
import { mika } from '../../support/people.ts';

const namespace = 'shop';
const canary: Strategy = { kind: 'canary', steps: [25, 50].map((percent) => ({ percent, bakeMs: 600_000 })) };
const rolling: Strategy = { kind: 'rolling', bakeMs: 600_000 };
const recreate: Strategy = { kind: 'recreate', bakeMs: 600_000 };

const routes = { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', namespace, name: 'checkout' };
const workload = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'checkout' };
const candidate = { ...workload, name: 'checkout-candidate' };
const front = { apiVersion: 'v1', kind: 'Service', namespace, name: 'checkout-candidate' };

type World = Awaited<ReturnType<typeof createEngineWorld>> & { before: unknown };

async function world(strategy: Strategy, options: Partial<EngineWorldOptions> = {}): Promise<World> {
  const made = await createEngineWorld({ strategy, ...options });
  return { ...made, before: visible(made.kube) };
}

async function until(made: World, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let turns = 0; turns < 60; turns += 1) {
    if (await holds()) return;
    await made.turn();
  }
  throw new Error('the release did not come to this point');
}

const halfway = (made: World) =>
  until(made, async () => {
    const { percent, step, plan } = await made.release();
    return percent > 0 && plan.steps[step?.index ?? 0]?.action.kind === 'bake';
  });

async function abort({ store, clock, release, kube }: World): Promise<void> {
  const { version } = await release();
  kube.journal.length = 0;
  await store.append('r1', version, [{ type: 'abort.asked', at: clock.now(), by: mika, reason: null }]);
}

type Marks = Record<string, string | null>;
type Ref = typeof workload;

const forge = ({ kube }: World, ref: Ref, marks: Marks) => patchObject(kube, ref, { metadata: { annotations: marks } });

const told = async ({ events }: World) =>
  (await events()).flatMap((event) => (event.type === 'marks.ignored' ? event.marks : []));

/** As a user sees it, but for marks that somebody else has put on what the release did not write. */
const bare = (objects: unknown) =>
  JSON.parse(
    JSON.stringify(objects)
      .replace(/"sluice\.dev\/(fence|seal)":"[^"]*",?/g, '')
      .replaceAll(',}', '}'),
  );

const forgeries: [string, Marks][] = [
  ['of another release, under the seal that was there', { 'sluice.dev/fence': 'r9/5' }],
  ['of another release, without a seal', { 'sluice.dev/fence': 'r9/5', 'sluice.dev/seal': null }],
  ['of another release, under a seal that is none', { 'sluice.dev/fence': 'r9/5', 'sluice.dev/seal': 'v1.none' }],
  ['of this release and a later worker', { 'sluice.dev/fence': 'r1/999999' }],
  ['that nobody can read', { 'sluice.dev/fence': 'mine!' }],
];

describe.each(forgeries)('a forged fence %s', (_what, marks) => {
  it.each([
    ['the routes', routes],
    ['the candidate', candidate],
    ['the candidate’s Service', front],
    ['the workload', workload],
  ])('on %s in mid-canary does not keep the release from going back', async (_name, ref) => {
    const made = await world(canary);
    await halfway(made);
    await forge(made, ref, marks);
    await abort(made);
    expect((await made.run()).phase).toMatchObject({
      kind: 'ended',
      outcome: 'rolled-back',
      cause: { code: 'aborted' },
    });
    expect(bare(visible(made.kube))).toEqual(bare(made.before));
    expect((await made.events()).filter(({ type }) => type === 'undo.retrying')).toEqual([]);
  });

  it('on the routes keeps the release neither from going on nor from its end, and is told once', async () => {
    const made = await world(canary);
    await halfway(made);
    await forge(made, routes, marks);
    expect((await made.run()).phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
    expect(JSON.stringify(visible(made.kube))).not.toMatch(/sluice\.dev|candidate/);
    expect(await told(made)).toEqual([{ object: 'VirtualService checkout', mark: marks['sluice.dev/fence'] }]);
  });

  it.each([
    ['rolling', rolling],
    ['recreate', recreate],
    ['canary', canary],
  ])('on the workload before the first write of it stops no release: %s', async (_name, strategy) => {
    const made = await world(strategy);
    await forge(made, workload, marks);
    expect((await made.run()).phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
    expect(JSON.stringify(visible(made.kube))).not.toMatch(/sluice\.dev|candidate/);
    expect(await told(made)).toEqual([{ object: 'Deployment checkout', mark: marks['sluice.dev/fence'] }]);
  });

  it.each([
    ['rolling', rolling, false],
    ['rolling', rolling, true],
    ['recreate', recreate, false],
    ['recreate', recreate, true],
  ])('on the workload while it is written: %s %j (aborted: %s)', async (_name, strategy, aborted) => {
    const made = await world(strategy, { router: 'replicas' });
    const original = made.kube.see(workload)['spec'];
    await until(made, () => JSON.stringify(made.kube.see(workload)['spec']) !== JSON.stringify(original));
    expect((await made.release()).done).toEqual([]);
    await forge(made, workload, marks);
    if (aborted) await abort(made);
    expect((await made.run()).phase).toMatchObject({ kind: 'ended', outcome: aborted ? 'rolled-back' : 'succeeded' });
    if (aborted) expect(visible(made.kube)).toEqual(made.before);
    else expect(made.kube.see(workload)).toMatchObject({ spec: { replicas: 4 } });
    expect(JSON.stringify(visible(made.kube))).not.toContain('sluice.dev');
    expect(JSON.stringify(made.kube.journal)).not.toContain('"replicas\\":0,\\"was');
  });
});

describe('the label of another release on the candidate’s objects', () => {
  const label = { metadata: { labels: { 'sluice.dev/release': 'r9' } } };

  it.each(['istio', 'replicas'] as const)('keeps neither its traffic nor itself: by %s', async (router) => {
    const made = await world(canary, { router });
    await halfway(made);
    await patchObject(made.kube, candidate, label);
    await patchObject(made.kube, front, label);
    await abort(made);
    expect((await made.run()).phase).toMatchObject({ kind: 'ended', outcome: 'rolled-back' });
    expect(visible(made.kube)).toEqual(made.before);
  });
});

it('what an older version left of a release that nobody knows stays as it is when another release fails beside it', async () => {
  const left = await world(canary);
  await halfway(left);
  const made = await world(canary);
  const old = [routes, candidate, front].map((ref) => structuredClone(left.kube.see(ref)));
  for (const object of old) {
    const text = JSON.stringify(object)
      .replaceAll('"r1', '"r5')
      .replaceAll(/,?"sluice\.dev\/seal":"[^"]*"/g, '');
    made.kube.put(JSON.parse(text));
  }
  const before = visible(made.kube);
  expect((await made.run()).phase).toMatchObject({
    outcome: 'rolled-back',
    cause: { detail: expect.stringContaining('gives 25 % to checkout-candidate under a mark of release r5') },
  });
  expect(visible(made.kube)).toEqual(before);
});

describe('a fence without a seal of a release that lives', () => {
  /** Release r2, of another service. */
  async function another({ events, store }: World, change: Partial<Target>): Promise<void> {
    const [first] = await events();
    if (first?.type !== 'requested') throw new Error('no request');
    const request = { ...first.request, service: 'cart', key: 'another' };
    const target = { ...first.plan.target, service: 'cart', ...change };
    await store.create({ ...first, request, plan: { ...first.plan, target } });
  }

  it('is an older version’s where its plan writes the object: nobody writes there, and its marks stay', async () => {
    const made = await world(canary);
    await another(made, {});
    const marks = { 'sluice.dev/fence': 'r2/3', 'sluice.dev/undo': '{"format":1,"routes":[],"owners":[]}' };
    await forge(made, routes, marks);
    const theirs = structuredClone(made.kube.see(routes));
    const { phase } = await made.run();
    expect(phase).toMatchObject({
      outcome: 'rolled-back',
      cause: { detail: expect.stringContaining('held by release r2') },
    });
    expect(made.kube.see(routes)).toEqual(theirs);
    expect(made.kube.see(routes).metadata.annotations).toMatchObject(marks);
  });

  it('does not keep the traffic of a release that goes back', async () => {
    const made = await world(canary);
    await halfway(made);
    await another(made, {});
    await forge(made, routes, { 'sluice.dev/fence': 'r2/3' });
    await abort(made);
    expect((await made.run()).phase).toMatchObject({ kind: 'ended', outcome: 'rolled-back' });
    expect(visible(made.kube)).toEqual(made.before);
  });

  it('is somebody else’s where its plan does not write the object', async () => {
    const made = await world(rolling);
    await another(made, { workload: { ...made.plan.target.workload, name: 'cart' } });
    await forge(made, workload, { 'sluice.dev/fence': 'r2/3' });
    expect((await made.run()).phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
    expect(await told(made)).toEqual([{ object: 'Deployment checkout', mark: 'r2/3' }]);
  });
});

it('a fence that Sluice has sealed for a later worker of the same release still stops the earlier one', async () => {
  const made = await world(canary);
  await halfway(made);
  const sealed = (object: KubeObject) => made.deps.seals('eu-1').sealed(object);
  const object = structuredClone(made.kube.see(routes));
  const annotations = { ...object.metadata.annotations, 'sluice.dev/fence': 'r1/999999' };
  made.kube.put(sealed({ ...object, metadata: { ...object.metadata, annotations } }));
  await abort(made);
  made.kube.journal.length = 0;
  await made.turn();
  await made.turn();
  expect(made.kube.journal).toEqual([]);
  expect((await made.release()).phase.kind).toBe('rolling-back');
});
