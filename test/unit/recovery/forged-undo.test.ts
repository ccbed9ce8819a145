import { describe, expect, it } from 'vitest';
import { createKeyring } from '../../../src/platform/keyring.ts';
import { createSeals, type SealsOf } from '../../../src/platform/kube/seal.ts';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { lookBack, restoreOrphan } from '../../../src/recovery/restore.ts';
import { sweepClusters } from '../../../src/recovery/sweep.ts';
import { visible } from '../../support/engine-world.ts';
import { sealed, testSeals } from '../../support/fence.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { mika } from '../../support/people.ts';
import { canary, rolling, world } from './forged-world.ts';

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
        expect(
          await restoreOrphan({ store, clusters: () => kube, seals: testSeals }, orphan, [target], by),
        ).toMatchObject({
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
    const deps = { store, clusters: () => kube, seals: testSeals };
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
