import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { annotations } from '../../../src/domain/names.ts';
import {
  answeredIn,
  byMark,
  byMirror,
  byWeight,
  type Mark,
  type Route,
  stickyOf,
  unableTo,
} from '../../../src/domain/route.ts';
import type { ProviderConfig } from '../../../src/domain/target.ts';
import { ForeignFence, StaleWriter } from '../../../src/platform/kube/fence.ts';
import { mustChoose } from '../../../src/providers/family.ts';
import { families } from '../../../src/providers/index.ts';
import type { Router } from '../../../src/providers/routers/router.ts';
import { noRelease } from '../../../src/providers/routers/table/tries.ts';
import { refOf } from '../../support/fake-kube.ts';
import { patchObject } from '../../support/patch-object.ts';
import { contextOf, routerOver, rulesIn, snapshot, tableOf, versions } from './common.ts';
import { target, type World } from './world.ts';

const header: Mark = { in: 'header', name: 'X-Beta', value: 'a.b*(c)' };
const sticky = { cookie: 'sluice-checkout', forMs: 3_600_000 };
const all: Route[] = [
  byMark(header),
  byMark({ in: 'cookie', name: 'beta', value: 'yes|no' }),
  byMark({ in: 'query', name: 'beta', value: '$1' }),
  byMark(header, 25),
  byMirror(100),
  byMirror(12.5),
  byWeight(1, { ...sticky, before: [] }),
  byWeight(50, { ...sticky, before: [5] }),
];

/** What beside the weights is seen to be amiss. */
const besideOf = (route: Route) =>
  stickyOf(route) ? { beside: 'sticky' } : route.kind === 'weight' ? {} : { beside: route.kind };

/** Routes beside the weights: for requests with a mark, and of copies. */
export function besideContract(name: string, config: ProviderConfig, start: () => Promise<World>): void {
  const { kind, config: settings } = mustChoose(families.traffic, config);
  const table = tableOf(config);
  const routes = all.filter((route) => unableTo(route, kind.traits(settings)) === null);

  describe.each(routes.map((route) => [JSON.stringify(route), route] as const))(`Router: ${name}: %s`, (_, route) => {
    let world: World;
    let router: Router;
    const release = contextOf('r-1', 1);
    const rulesNow = async () => rulesIn(table, await world.kube.get(refOf(table.object)));
    beforeEach(async () => {
      world = await start();
      router = routerOver(world.kube, config);
    });
    afterEach(() => world.close());

    it('is tried before as it is written then, and the API server takes it', async () => {
      const before = await versions(world.kube);
      const tried = (await router.writes?.(target, [route])) ?? [];
      const answers = await Promise.all(tried.map(({ verb, object }) => world.kube.dryRun(verb, object)));
      expect(await versions(world.kube)).toEqual(before);

      // Its number is not known before.
      const any = contextOf(noRelease, 1);
      await router.prepare(any);
      await router.shift(any, route);
      expect(answers.map((object) => rulesIn(table, object))).toContainEqual(await rulesNow());
    });

    it('is applied, read back, and taken away to the byte', async () => {
      const before = await snapshot(world.kube);
      await router.prepare(release);
      expect(await router.reaches(release)).toBe(false);

      await router.shift(release, route);
      expect(await router.reaches(release)).toBe(true);
      expect(await router.share(release)).toBe(answeredIn(route));
      expect(await router.drift(release, route)).toBeNull();
      expect(await router.leftovers(release)).not.toEqual([]);
      expect(await router.check(target)).toBeNull();

      await router.shift(release, byWeight(0));
      expect(await router.reaches(release)).toBe(false);
      await router.clean(release);
      expect(await snapshot(world.kube)).toEqual(before);
      expect(await router.leftovers(release)).toEqual([]);
    });

    it('is written once, and is the same after whatever else there was', async () => {
      await router.prepare(release);
      await router.shift(release, route);
      const once = await versions(world.kube);
      await router.shift(release, route);
      expect(await versions(world.kube)).toEqual(once);

      const rules = await rulesNow();
      for (const other of [...routes, byWeight(30)]) {
        await router.shift(release, other);
        await router.shift(release, route);
        expect(await rulesNow()).toEqual(rules);
      }
    });

    it('can be cleaned away at once', async () => {
      const before = await snapshot(world.kube);
      await router.prepare(release);
      await router.shift(release, route);
      await router.clean(release);
      expect(await snapshot(world.kube)).toEqual(before);
    });

    it('is missed where it has been taken away, and seen where none is to be', async () => {
      await router.prepare(release);
      const beside = besideOf(route);
      const missed = answeredIn(route) > 0 ? {} : beside;
      expect(await router.drift(release, route)).toEqual({ share: 0, ...missed });
      await router.shift(release, route);
      const share = answeredIn(route);
      expect(await router.drift(release, byWeight(share))).toEqual({ share, ...beside });
    });

    it('is taken away, but not given, where somebody has written the rules without our marks', async () => {
      await router.prepare(release);
      await router.shift(release, route);
      const gone = { [annotations.fence]: null, [annotations.seal]: null, [annotations.undo]: null };
      await patchObject(world.kube, refOf(table.object), { metadata: { annotations: gone } });

      await expect(router.shift(release, byMark({ ...header, value: 'other' }))).rejects.toThrow(/no longer carries/);
      await router.shift(release, byWeight(0));
      expect(await router.reaches(release)).toBe(false);
      await router.clean(release);
      expect(await router.leftovers(release)).toEqual([]);
    });

    it('keeps another release out, and an earlier worker', async () => {
      await router.prepare(release);
      await router.shift(contextOf('r-1', 2), route);
      await expect(router.prepare(contextOf('r-2', 9))).rejects.toThrow(ForeignFence);
      await expect(router.shift(contextOf('r-2', 9), byWeight(0))).rejects.toThrow(/r-1/);
      await expect(router.shift(release, byWeight(0))).rejects.toThrow(StaleWriter);
      expect(await router.reaches(contextOf('r-1', 2))).toBe(true);
    });
  });
}
