import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { annotations, labels } from '../../../src/domain/names.ts';
import { byWeight } from '../../../src/domain/route.ts';
import type { ProviderConfig } from '../../../src/domain/target.ts';
import { type Fence, ForeignFence } from '../../../src/platform/kube/fence.ts';
import type { Kube, KubeObject } from '../../../src/platform/kube.ts';
import type { Router } from '../../../src/providers/routers/router.ts';
import { refOf } from '../../support/fake-kube.ts';
import { sealed } from '../../support/fence.ts';
import { patchObject } from '../../support/patch-object.ts';
import { contextOf, routerOver, snapshot, tableOf } from './common.ts';
import { candidate, destinationRule, type World } from './world.ts';

export type Marks = Record<string, string | null>;

/** Fences as somebody writes them who may edit the object, but has not the key. */
export const forgeries: [string, Marks][] = [
  ['of another release, beside the seal that was there', { [annotations.fence]: 'r-9/5' }],
  ['of another release, without a seal', { [annotations.fence]: 'r-9/5', [annotations.seal]: null }],
  ['of another release, under a wrong seal', { [annotations.fence]: 'r-9/5', [annotations.seal]: 'no seal' }],
  ['of this release and a later worker', { [annotations.fence]: 'r-1/999999' }],
  ['that nobody can read', { [annotations.fence]: 'mine!' }],
];

export const forge = (kube: Kube, object: KubeObject, marks: Marks) =>
  patchObject(kube, refOf(object), { metadata: { annotations: marks } });

/** A fence that Sluice has not sealed, on what a router writes of the user's own objects. */
export function forgedMarksContract(name: string, config: ProviderConfig, start: () => Promise<World>): void {
  const { object: routes } = tableOf(config);
  const written = [routes, ...(config['mode'] === 'subsets' ? [destinationRule] : [])];

  describe.each(written)(`Router: ${name}: a forged fence on $kind $metadata.name`, (object) => {
    let world: World;
    let router: Router;
    let told: string[];
    const at = (fencingToken: number, more: Partial<Fence> = {}) =>
      contextOf('r-1', fencingToken, { passedOver: ({ kind }) => void told.push(kind), ...more });
    beforeEach(async () => {
      world = await start();
      router = routerOver(world.kube, config);
      told = [];
    });
    afterEach(() => world.close());

    it.each(forgeries)('%s keeps no traffic on the candidate, and is gone afterwards', async (_what, marks) => {
      const before = await snapshot(world.kube);
      await router.prepare(at(1));
      await router.shift(at(1), byWeight(50));
      await forge(world.kube, object, marks);

      const back = at(2, { goesBack: true });
      await router.shift(back, byWeight(0));
      expect(await router.share(back)).toBe(0);
      await router.clean(back);
      expect(await router.leftovers(back)).toEqual([]);
      expect(await snapshot(world.kube)).toEqual(before);
      expect([...new Set(told)]).toEqual([object.kind]);
    });

    it.each(forgeries)('%s stops no step forward', async (_what, marks) => {
      const before = await snapshot(world.kube);
      await router.prepare(at(1));
      await forge(world.kube, object, marks);
      await router.shift(at(1), byWeight(60));
      expect(await router.share(at(1))).toBe(60);
      await router.shift(at(1), byWeight(0));
      await router.clean(at(1));
      expect(await snapshot(world.kube)).toEqual(before);
      expect([...new Set(told)]).toEqual([object.kind]);
    });

    it.each(forgeries)('%s is gone after the cleaning too where it comes just before it', async (_what, marks) => {
      const before = await snapshot(world.kube);
      await router.prepare(at(1));
      await router.shift(at(1), byWeight(50));
      await router.shift(at(1), byWeight(0));
      await forge(world.kube, object, marks);
      await router.clean(at(2));
      expect(await router.leftovers(at(2))).toEqual([]);
      expect(await snapshot(world.kube)).toEqual(before);
    });

    it('is left with all else that stands there where this release has not written the routes', async () => {
      await router.prepare(contextOf('r-9', 5));
      await forge(world.kube, object, { [annotations.seal]: null });
      const before = await snapshot(world.kube);
      const apart = { ...at(1, { goesBack: true }), routesWritten: false };
      await router.clean(apart);
      const left = await router.leftovers(apart);
      expect(left.filter((each) => each.includes(object.kind))).toEqual([]);
      expect(await snapshot(world.kube)).toEqual(before);
      expect(told).toEqual([]);
    });

    it('of a release that may hold it is left where this one has not written, and never keeps its traffic', async () => {
      const mayHold = async () => true;
      await forge(world.kube, object, { [annotations.fence]: 'r-9/5', [annotations.undo]: '{}' });
      const before = await snapshot(world.kube);
      await expect(router.prepare(at(1, { mayHold }))).rejects.toThrow(ForeignFence);
      await router.shift(at(2, { mayHold, goesBack: true }), byWeight(0));
      if (object === routes) {
        await router.clean(at(2, { mayHold, goesBack: true }));
        expect((await snapshot(world.kube))[0]).toEqual(before[0]);
      }
      expect(told).toEqual([]);
    });
  });
}

/** Marks that somebody else has written on the candidate, where its pods are its share. */
export function forgedCandidateContract(name: string, config: unknown, start: () => Promise<World>): void {
  describe(`Router: ${name}: the candidate under a forged mark`, () => {
    let world: World;
    beforeEach(async () => {
      world = await start();
    });
    afterEach(() => world.close());

    const replicas = async () => (await world.kube.get(refOf(candidate('r-1', 0))))?.['spec'];

    it.each(forgeries)('%s loses its pods when the release goes back', async (_what, marks) => {
      const made = await world.kube.create(sealed(candidate('r-1', 2)));
      await forge(world.kube, made, marks);
      await routerOver(world.kube, config).shift(contextOf('r-1', 1, { goesBack: true }), byWeight(0));
      expect(await replicas()).toMatchObject({ replicas: 0 });
    });

    it('that is the label of another release loses them too', async () => {
      const made = await world.kube.create(sealed(candidate('r-1', 2)));
      await patchObject(world.kube, refOf(made), { metadata: { labels: { [labels.release]: 'r-9' } } });
      await routerOver(world.kube, config).shift(contextOf('r-1', 1, { goesBack: true }), byWeight(0));
      expect(await replicas()).toMatchObject({ replicas: 0 });
    });

    it('that is this release’s label on another’s candidate keeps them', async () => {
      const made = await world.kube.create(candidate('r-9', 2));
      await patchObject(world.kube, refOf(made), { metadata: { labels: { [labels.release]: 'r-1' } } });
      await routerOver(world.kube, config).shift(contextOf('r-1', 1, { goesBack: true }), byWeight(0));
      expect(await replicas()).toMatchObject({ replicas: 2 });
    });
  });
}
