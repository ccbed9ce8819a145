import { describe, expect, it } from 'vitest';
import { sweepClusters } from '../../../src/recovery/sweep.ts';
import { createEngineWorld, visible } from '../../support/engine-world.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { patchObject } from '../../support/patch-object.ts';
import { mika } from '../../support/people.ts';
import { apps, evilUndo, namespace, rolling, service, world } from './forged-world.ts';

async function aRequest() {
  const [first] = await (await createEngineWorld({ strategy: rolling })).events();
  if (first?.type !== 'requested') throw new Error('no request');
  return first;
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
