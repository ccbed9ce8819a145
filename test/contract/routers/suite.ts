import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { byMark, byMirror, byWeight, type Route } from '../../../src/domain/route.ts';
import type { ProviderConfig } from '../../../src/domain/target.ts';
import type { Kube } from '../../../src/platform/kube.ts';
import { mustChoose } from '../../../src/providers/family.ts';
import { families } from '../../../src/providers/index.ts';
import type { Router } from '../../../src/providers/routers/router.ts';
import { refOf } from '../../support/fake-kube.ts';
import { patchObject } from '../../support/patch-object.ts';
import { contextOf, marked, routerOver, snapshot, versions } from './common.ts';
import { candidate, statusOf, target, type World } from './world.ts';

/** What every router does, whatever it writes. */
export function routerContract(name: string, config: ProviderConfig, start: () => Promise<World>): void {
  describe(`Router: ${name}`, () => {
    let world: World;
    let router: Router;
    const release = contextOf('r-1', 1);
    beforeEach(async () => {
      world = await start();
      router = routerOver(world.kube, config);
    });
    afterEach(() => world.close());

    /** Routers that go by pods follow the pods; others are told. */
    async function give(percent: number): Promise<number> {
      const pods = percent === 100 ? 6 : Math.round((2 * percent) / (100 - percent));
      if (router.traits.precision !== 'exact') await scaleCandidate(world.kube, pods);
      await router.shift(release, byWeight(percent));
      return router.traits.precision === 'pods' ? (100 * pods) / (pods + 2) : percent;
    }

    const app = () => (router.traits.candidateBehindService ? 'checkout' : 'checkout-candidate');

    /** Those that move the whole traffic give all of it in the place of a part. */
    const or100 = (percent: number) => (router.traits.precision === 'whole' && percent > 0 ? 100 : percent);

    it('finds the objects fit', async () => {
      expect(await router.check(target)).toBeNull();
    });

    it('divides the traffic step by step, and leaves everything exactly as it was', async () => {
      const before = await snapshot(world.kube);
      await world.kube.create(candidate('r-1', 0, app()));

      await router.prepare(release);
      expect(await router.share(release)).toBe(0);
      for (const percent of new Set([1, 5, 50, 100].map(or100))) {
        const expected = await give(percent);
        expect(await router.share(release)).toBeCloseTo(expected, 6);
      }
      await router.shift(release, byWeight(0));
      await expect.poll(() => router.share(release)).toBe(0);
      await router.clean(release);

      expect(await snapshot(world.kube)).toEqual(before);
      expect(await router.leftovers(release)).toEqual([]);
    });

    it('says when its objects are no longer as it left them, and what the candidate has instead', async () => {
      await world.kube.create(candidate('r-1', 0, app()));
      await router.prepare(release);
      await give(or100(25));
      expect(await router.drift(release, byWeight(or100(25)))).toBeNull();
      if (router.traits.precision === 'pods') return;
      const less = router.traits.precision === 'whole' ? 0 : 50;
      expect(await router.drift(release, byWeight(less))).toEqual({ share: or100(25) });
      await router.shift(release, byWeight(0));
      expect(await router.drift(release, byWeight(0))).toBeNull();
      expect(await router.drift(release, byWeight(or100(25)))).toEqual({ share: 0 });
      await router.clean(release);
      expect(await router.drift(release, byWeight(or100(25)))).toEqual({ share: 0 });
    });

    it('does nothing the second time', async () => {
      const steps = [
        () => router.prepare(release),
        () => router.shift(release, byWeight(or100(5))),
        () => router.shift(release, byWeight(0)),
        () => router.clean(release),
      ];
      for (const step of steps) {
        await step();
        const once = await versions(world.kube);
        await step();
        expect(await versions(world.kube)).toEqual(once);
      }
    });

    it('has nothing to take back where it was never prepared', async () => {
      const before = await versions(world.kube);

      await router.shift(release, byWeight(0));
      await router.clean(release);

      expect(await versions(world.kube)).toEqual(before);
      expect(await router.leftovers(release)).toEqual([]);
    });

    it('applies no route but those that its traits name', async () => {
      const mark = { in: 'header', name: 'x-tester', value: 'yes' } as const;
      const routes: Route[] = [byMark(mark), byMirror(5)];
      await router.prepare(release);
      const before = await versions(world.kube);

      for (const route of routes.filter(({ kind }) => !router.traits.routes.includes(kind))) {
        await expect(router.shift(release, route)).rejects.toThrow(route.kind);
      }
      expect(await versions(world.kube)).toEqual(before);
    });

    it('marks only objects at which recovery looks', async () => {
      const { kind, config: settings } = mustChoose(families.traffic, config);
      const known = kind.objects(settings, target).map((ref) => `${ref.kind} ${ref.name}`);
      await world.kube.create(candidate('r-1', 0, app()));

      await router.prepare(release);
      await give(or100(50));

      expect(known).toEqual(expect.arrayContaining(await marked(world.kube)));
      if (router.traits.precision !== 'pods') expect(await marked(world.kube)).not.toEqual([]);
    });

    it('can be cleaned from wherever it stands', async () => {
      const before = await snapshot(world.kube);
      for (const percent of new Set([0, 37, 100].map(or100))) {
        await router.prepare(release);
        await router.shift(release, byWeight(percent));
        await router.clean(release);
        expect(await snapshot(world.kube)).toEqual(before);
      }
    });
  });
}

async function scaleCandidate(kube: Kube, replicas: number): Promise<void> {
  const ref = refOf(candidate('r-1', 0));
  await patchObject(kube, ref, { spec: { replicas } });
  await expect.poll(async () => statusOf((await kube.get(ref)) ?? {}).readyReplicas ?? 0).toBe(replicas);
}
