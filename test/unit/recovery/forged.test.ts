import { describe, expect, it } from 'vitest';
import { createKeyring } from '../../../src/platform/keyring.ts';
import { createSeals, type SealsOf } from '../../../src/platform/kube/seal.ts';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { silentLog } from '../../../src/platform/log.ts';
import { lookBack, restoreOrphan } from '../../../src/recovery/restore.ts';
import { sweepClusters } from '../../../src/recovery/sweep.ts';
import { createEngineWorld, type EngineWorldOptions, visible } from '../../support/engine-world.ts';
import { sealed, testSeals } from '../../support/fence.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { patchObject } from '../../support/patch-object.ts';
import { mika } from '../../support/people.ts';

const namespace = 'shop';
const canary = { kind: 'canary' as const, steps: [{ percent: 50, bakeMs: 600_000 }] };
const rolling = { kind: 'rolling' as const, bakeMs: 600_000 };
const evil = 'evil.example/miner:1';
const evilUndo = JSON.stringify([{ kind: 'workload.update', image: evil, replicas: 4 }, { kind: 'verify.clean' }]);
const apps = { apiVersion: 'apps/v1', kind: 'Deployment', namespace };

function service(name: string, marks: Record<string, string>, release?: string): KubeObject {
  const labels = release === undefined ? {} : { labels: { 'sluice.dev/release': release } };
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, ...labels, annotations: marks },
    spec: { selector: { app: 'theirs' }, ports: [{ port: 80 }] },
  };
}

async function world(options: Partial<EngineWorldOptions> = {}, turns = 12) {
  const made = await createEngineWorld({ strategy: canary, ...options });
  const before = visible(made.kube);
  await made.run(turns);
  const { target } = made.plan;
  const deps = (seals: SealsOf = testSeals) => ({
    clusters: () => made.kube,
    seals,
    clock: made.clock,
    log: silentLog,
    targets: () => [target],
    queue: { wake: async () => undefined, tell: async () => undefined },
  });
  return { ...made, before, target, deps };
}

describe('marks that somebody else has made', () => {
  it('make no orphan, lead to no image, and use up no number', async () => {
    const { kube, deps } = await world({}, 0);
    kube.put(service('checkout-candidate', { 'sluice.dev/fence': 'r999/1', 'sluice.dev/undo': evilUndo }, 'r999'));
    const store = createMemoryStore();
    const swept = await sweepClusters({ ...deps(), store });
    expect(swept).toMatchObject({ orphans: [], complete: true });
    expect(swept.unsigned).toMatchObject([
      { namespace, seen: [{ name: 'Service checkout-candidate', release: 'r999' }] },
    ]);
    const request = { ...(await aRequest()), key: 'k' };
    expect(await store.create(request)).toMatchObject({ kind: 'created', number: 1 });
  });

  it.each([
    ['a Service', service('web', { 'sluice.dev/fence': 'r1/999999999999999' }, 'r1')],
    ['a Service without a label', service('web', { 'sluice.dev/fence': 'r1/999999999999999' })],
    ['a fence that nobody understands', service('web', { 'sluice.dev/fence': `r1/${'9'.repeat(90_000)}` }, 'r1')],
    ['a note that nobody understands', service('web', { 'sluice.dev/undo': '{"was":' })],
  ])('do not send a live release back: %s', async (_name, forged) => {
    const { kube, store, deps, release, run } = await world();
    kube.put(forged);
    const swept = await sweepClusters({ ...deps(), store });
    expect(swept).toMatchObject({ orphans: [], unsigned: [{ seen: [{ name: 'Service web', sealed: false }] }] });
    expect((await release()).phase.kind).toBe('running');
    expect((await run()).phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
  });

  it('with an enormous epoch on the workload itself keep the release neither from its end nor from going back', async () => {
    for (const aborted of [false, true]) {
      const { kube, store, clock, deps, release, run, before } = await world({ strategy: rolling });
      const marks = { 'sluice.dev/fence': 'r1/999999999999999' };
      await patchObject(kube, { ...apps, name: 'checkout' }, { metadata: { annotations: marks } });
      expect(await sweepClusters({ ...deps(), store })).toMatchObject({ orphans: [], unsigned: [] });
      const { version } = await release();
      if (aborted)
        await store.append('r1', version, [{ type: 'abort.asked', at: clock.now(), by: mika, reason: null }]);
      expect((await run()).phase).toMatchObject({ kind: 'ended', outcome: aborted ? 'rolled-back' : 'succeeded' });
      if (aborted) expect(visible(kube)).toEqual(before);
      else expect(JSON.stringify(visible(kube))).not.toContain('sluice.dev');
    }
  });

  it.each([
    ['before it begins', 0],
    ['while the new version is watched', 12],
  ])('on the workload itself say nothing of how many pods it had: %s', async (_when, turns) => {
    for (const aborted of [false, true]) {
      const recreate = { kind: 'recreate' as const, bakeMs: 600_000 };
      const { kube, store, clock, release, run, turn } = await world({ strategy: recreate }, turns);
      const was = { image: 'registry.example/checkout:1.0.0', replicas: 4000 };
      const marks = {
        'sluice.dev/fence': 'r1/1',
        'sluice.dev/undo': JSON.stringify({ image: [], replicas: [], was }),
      };
      await patchObject(kube, { ...apps, name: 'checkout' }, { metadata: { annotations: marks } });
      for (let more = turns; more < 12; more += 1) await turn();
      const { version } = await release();
      if (aborted)
        await store.append('r1', version, [{ type: 'abort.asked', at: clock.now(), by: mika, reason: null }]);
      expect((await run()).phase).toMatchObject({ kind: 'ended', outcome: aborted ? 'rolled-back' : 'succeeded' });
      expect(kube.see({ ...apps, name: 'checkout' })['spec']).toHaveProperty('replicas', 4);
      expect(JSON.stringify(kube.journal)).not.toContain('"replicas":4000,');
    }
  });

  it('on other objects are not waited for at the end', async () => {
    const { kube, run } = await world();
    kube.put(service('web', {}, 'r1'));
    kube.put({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'mine', namespace, labels: { 'sluice.dev/release': 'r1' } },
    });
    expect((await run()).phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
    expect(kube.see({ apiVersion: 'v1', kind: 'Service', namespace, name: 'web' })).toBeDefined();
  });

  it('do not get the candidate’s traffic: a Service that was there before is left alone, and the release goes back', async () => {
    const { kube, run } = await world({}, 0);
    const theirs = kube.put(service('checkout-candidate', { 'sluice.dev/fence': 'r1/1' }, 'r1'));
    const { phase } = await run();
    expect(phase).toMatchObject({ kind: 'ended', outcome: 'rolled-back', cause: { code: 'step-failed' } });
    expect(kube.see({ apiVersion: 'v1', kind: 'Service', namespace, name: 'checkout-candidate' })).toEqual(theirs);
  });
});

async function aRequest() {
  const [first] = await (await createEngineWorld({ strategy: rolling })).events();
  if (first?.type !== 'requested') throw new Error('no request');
  return first;
}

describe.each([
  ['canary', canary],
  ['rolling', rolling],
] as const)('what a %s has left, after the loss of all of Redis', (_name, strategy) => {
  /** The orphan that is found by these seals, and what is told instead. */
  async function left(change: (object: KubeObject) => KubeObject, seals: SealsOf = testSeals) {
    const made = await world({ strategy });
    for (const object of made.kube.all()) {
      if (JSON.stringify(object.metadata.annotations ?? {}).includes('sluice.dev')) made.kube.put(change(object));
    }
    const store = createMemoryStore();
    const swept = await sweepClusters({ ...made.deps(seals), store });
    return { ...made, ...swept, store, seals };
  }

  const annotate = (object: KubeObject, change: (marks: Record<string, string>) => Record<string, string>) => ({
    ...object,
    metadata: { ...object.metadata, annotations: change(object.metadata.annotations ?? {}) },
  });

  it.each<[string, (object: KubeObject) => KubeObject]>([
    [
      'another image in the note',
      (object) => JSON.parse(JSON.stringify(object).replaceAll('checkout:2.4.0', 'evil:1')),
    ],
    ['another epoch', (object) => annotate(object, (marks) => ({ ...marks, 'sluice.dev/fence': 'r1/77' }))],
    ['another release', (object) => annotate(object, (marks) => ({ ...marks, 'sluice.dev/fence': 'r2/1' }))],
    [
      'no seal, as an older version leaves it',
      (object) => annotate(object, ({ 'sluice.dev/seal': _, ...rest }) => rest),
    ],
    ['a seal that is none', (object) => annotate(object, (marks) => ({ ...marks, 'sluice.dev/seal': '☃'.repeat(9) }))],
  ])('is told and never obeyed with %s', async (_what, change) => {
    const { orphans, unsigned } = await left(change);
    const images = orphans.flatMap(({ seen }) => seen.map(({ object }) => JSON.stringify(object.metadata)));
    expect(images.join()).not.toContain('evil:1');
    expect(unsigned).toHaveLength(1);
    if (_what !== 'another image in the note') expect(orphans).toEqual([]);
  });

  it('is not obeyed by another key, and is by the one before', async () => {
    const other = createSeals(createKeyring(() => ['another key that is long enough too']));
    expect(await left((object) => object, other)).toMatchObject({ orphans: [], unsigned: [{}] });
    const rotated = createSeals(
      createKeyring(() => ['another key that is long enough too', 'the key of the tests, which is long enough']),
    );
    const { orphans, kube, target } = await left((object) => object, rotated);
    expect(orphans).toMatchObject([{ release: 'r1' }]);
    const [orphan] = orphans;
    if (!orphan) throw new Error('no orphan');
    expect(await lookBack(() => kube, orphan, target)).toMatchObject({ kind: 'open' });
  });

  it('does not go back to an image of another repository, nor to more pods than there can be', async () => {
    for (const text of ['"image":"registry.example/other:2.4.0"', '"replicas":100000']) {
      const [member = ''] = text.split(':');
      const note = (marks: string) => marks.replace(new RegExp(`${member}:("registry[^"]*"|\\d+)`, 'g'), text);
      const { orphans, kube, store, target } = await left((object) =>
        sealed(
          annotate(object, (marks) =>
            Object.fromEntries(Object.entries(marks).map(([name, value]) => [name, note(value)])),
          ),
        ),
      );
      const [orphan] = orphans;
      if (!orphan) throw new Error('no orphan');
      const way = await lookBack(() => kube, orphan, target);
      const stable = orphan.seen.some(({ name }) => name === 'Deployment checkout');
      if (stable || text.startsWith('"replicas')) expect(way.kind).toBe('closed');
      const before = visible(kube);
      const by = { by: mika, now: 1, shown: null };
      if (way.kind === 'closed') {
        expect(await restoreOrphan({ store, clusters: () => kube }, orphan, [target], by)).toMatchObject({
          kind: 'refused',
        });
        expect(visible(kube)).toEqual(before);
      }
    }
  });

  it('is put back only as it was shown', async () => {
    const { orphans, kube, store, target } = await left((object) => object);
    const [orphan] = orphans;
    if (!orphan) throw new Error('no orphan');
    const way = await lookBack(() => kube, orphan, target);
    if (way.kind === 'closed') throw new Error(way.why);
    const deps = { store, clusters: () => kube };
    for (const shown of ['', '0123456789abcdef']) {
      expect(await restoreOrphan(deps, orphan, [target], { by: mika, now: 1, shown })).toMatchObject({
        kind: 'changed',
      });
    }
    expect(await restoreOrphan(deps, orphan, [target], { by: mika, now: 1, shown: way.digest })).toMatchObject({
      kind: 'going-back',
    });
  });
});

it('a live release that an older version began goes on: its marks have no seal, its undo is in the log', async () => {
  for (const aborted of [false, true]) {
    const { kube, store, clock, deps, release, run, before } = await world();
    for (const object of kube.all()) {
      const { 'sluice.dev/seal': seal, ...rest } = object.metadata.annotations ?? {};
      if (seal !== undefined) kube.put({ ...object, metadata: { ...object.metadata, annotations: rest } });
    }
    expect(await sweepClusters({ ...deps(), store })).toEqual({ orphans: [], unsigned: [], complete: true });
    const { version } = await release();
    if (aborted) await store.append('r1', version, [{ type: 'abort.asked', at: clock.now(), by: mika, reason: null }]);
    expect((await run()).phase).toMatchObject({ kind: 'ended', outcome: aborted ? 'rolled-back' : 'succeeded' });
    if (aborted) expect(visible(kube)).toEqual(before);
    else expect(JSON.stringify(visible(kube))).not.toMatch(/sluice\.dev|candidate/);
  }
});
