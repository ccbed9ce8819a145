import { describe, expect, it } from 'vitest';
import { annotations } from '../../../src/domain/names.ts';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { createEngineWorld, visible } from '../../support/engine-world.ts';
import { mika } from '../../support/people.ts';

const routes = { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', namespace: 'shop', name: 'checkout' };

type World = Awaited<ReturnType<typeof createEngineWorld>>;

/** The VirtualService with other annotations: none for a name that is undefined. */
function marked(object: KubeObject, marks: Record<string, string | undefined>): KubeObject {
  const all = Object.entries({ ...object.metadata.annotations, ...marks });
  const kept = all.filter((each): each is [string, string] => each[1] !== undefined);
  return { ...object, metadata: { ...object.metadata, annotations: Object.fromEntries(kept) } };
}

/** The candidate's share (percent) in an object. */
function shareIn(object: unknown): number {
  return Number(/candidate[^}]*}[^}]*"weight":(\d+)/.exec(JSON.stringify(object))?.[1] ?? 0);
}

/** At half of the traffic; then somebody writes the routes. */
async function halfway(change: (object: KubeObject, original: KubeObject) => KubeObject) {
  const world = await createEngineWorld({ strategy: { kind: 'canary', steps: [{ percent: 50, bakeMs: 600_000 }] } });
  const before = visible(world.kube);
  const original = structuredClone(world.kube.see(routes));
  await world.run(12);
  expect(shareIn(world.kube.see(routes))).toBe(50);
  world.kube.put(change(structuredClone(world.kube.see(routes)), original));
  return { world, before };
}

async function abort(world: World): Promise<void> {
  const { version } = await world.release();
  world.kube.journal.length = 0;
  await world.store.append('r1', version, [{ type: 'abort.asked', at: world.clock.now(), by: mika, reason: null }]);
}

const { fence, seal, undo } = annotations;

describe.each([
  ['all marks are gone, the weights are not', { [fence]: undefined, [seal]: undefined, [undo]: undefined }],
  ['the note of what was before is gone', { [undo]: undefined }],
  ['nobody can read the note', { [undo]: '{' }],
  ['another note stands in its place', { [undo]: '[{"kind":"verify.clean"}]' }],
])('a release whose routes somebody has written so that %s', (_what, marks) => {
  it('goes back: the traffic first, the candidate after it', async () => {
    const { world, before } = await halfway((object) => marked(object, marks));
    await abort(world);
    expect((await world.run()).phase).toMatchObject({ kind: 'ended', outcome: 'rolled-back' });
    const [first] = world.kube.journal;
    expect(first).toMatchObject({ ref: { kind: 'VirtualService' } });
    expect(shareIn(first?.body)).toBe(0);
    expect(visible(world.kube)).toEqual(before);
  });

  it('goes no further forward', async () => {
    const { world, before } = await halfway((object) => marked(object, marks));
    expect((await world.run()).phase).toMatchObject({ kind: 'ended', outcome: 'rolled-back' });
    expect(visible(world.kube)).toEqual(before);
  });
});

it('routes that somebody has put back are not written again', async () => {
  const { world, before } = await halfway((_, original) => original);
  await abort(world);
  expect((await world.run()).phase).toMatchObject({ kind: 'ended', outcome: 'rolled-back' });
  expect(world.kube.journal.filter(({ ref: { kind } }) => kind === 'VirtualService')).toEqual([]);
  expect(visible(world.kube)).toEqual(before);
});
