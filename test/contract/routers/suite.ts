import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/domain/json.ts';
import { ForeignFence, StaleWriter } from '../../../src/platform/kube/fence.ts';
import type { Kube, KubeObject, ObjectRef } from '../../../src/platform/kube.ts';
import { createRouter } from '../../../src/providers/routers/index.ts';
import type { RouteContext, Router } from '../../../src/providers/routers/router.ts';
import { refOf } from '../../support/fake-kube.ts';
import { examplePlan } from '../../support/release-plan.ts';
import { candidate, destinationRule, statusOf, target, virtualService, type World } from './world.ts';

const plan = examplePlan();
const objects = [refOf(virtualService), refOf(destinationRule)];

function contextOf(release: string, epoch: number): RouteContext {
  return { plan, target, fence: { release, epoch } };
}

function routerOver(kube: Kube, config: unknown): Router {
  const clock = { now: () => 0, sleep: async () => undefined };
  return createRouter({ clusters: () => kube, clock }, config);
}

/** All but what every write changes. Owners of fields count, the times of their writes do not. */
function essence(object: KubeObject | null): unknown {
  if (!object) return null;
  const { resourceVersion: _, generation: _g, managedFields, ...metadata } = object.metadata;
  const owners = managedFields?.map(({ time: _t, ...entry }) => JSON.stringify(entry)).sort();
  return { ...object, metadata: { ...metadata, owners } };
}

const readAll = (kube: Kube) => Promise.all(objects.map((ref) => kube.get(ref)));
const snapshot = async (kube: Kube) => (await readAll(kube)).map(essence);
const versions = async (kube: Kube) => (await readAll(kube)).map((object) => object?.metadata.resourceVersion);

/** A cluster where somebody else writes an object between our read and our write, `times` times. */
function meddled(kube: Kube, ref: ObjectRef, times: number): Kube {
  let left = times;
  return {
    ...kube,
    async replace(object) {
      if (object.kind === ref.kind && left > 0) {
        left -= 1;
        await kube.mergePatch(ref, { metadata: { labels: { meddled: String(left) } } });
      }
      return kube.replace(object);
    },
  };
}

/** What every router does, whatever it writes. */
export function routerContract(name: string, config: unknown, start: () => Promise<World>): void {
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
      if (router.traits.precision === 'pods') await scaleCandidate(world.kube, pods);
      await router.shift(release, percent);
      return router.traits.precision === 'pods' ? (100 * pods) / (pods + 2) : percent;
    }

    it('finds the objects fit', async () => {
      expect(await router.check(target)).toBeNull();
    });

    it('divides the traffic step by step, and leaves everything exactly as it was', async () => {
      const before = await snapshot(world.kube);
      await world.kube.create(candidate('r-1', 0));

      await router.prepare(release);
      expect(await router.share(release)).toBe(0);
      for (const percent of [1, 5, 50, 100]) {
        const expected = await give(percent);
        expect(await router.share(release)).toBeCloseTo(expected, 6);
      }
      await router.shift(release, 0);
      await expect.poll(() => router.share(release)).toBe(0);
      await router.clean(release);

      expect(await snapshot(world.kube)).toEqual(before);
      expect(await router.leftovers(release)).toEqual([]);
    });

    it('does nothing the second time', async () => {
      const steps = [
        () => router.prepare(release),
        () => router.shift(release, 5),
        () => router.shift(release, 0),
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

      await router.shift(release, 0);
      await router.clean(release);

      expect(await versions(world.kube)).toEqual(before);
      expect(await router.leftovers(release)).toEqual([]);
    });

    it('can be cleaned from wherever it stands', async () => {
      const before = await snapshot(world.kube);
      for (const percent of [0, 37, 100]) {
        await router.prepare(release);
        await router.shift(release, percent);
        await router.clean(release);
        expect(await snapshot(world.kube)).toEqual(before);
      }
    });
  });
}

/** What holds for routers that write the user's own objects. */
export function writingRouterContract(name: string, config: unknown, start: () => Promise<World>): void {
  describe(`Router that writes: ${name}`, () => {
    let world: World;
    let router: Router;
    beforeEach(async () => {
      world = await start();
      router = routerOver(world.kube, config);
    });
    afterEach(() => world.close());

    it('tries again when somebody else writes in between, and keeps what they wrote', async () => {
      const busy = routerOver(meddled(world.kube, refOf(virtualService), 2), config);
      await busy.prepare(contextOf('r-1', 1));
      await busy.shift(contextOf('r-1', 1), 25);

      expect(await router.share(contextOf('r-1', 1))).toBe(25);
      const object = await world.kube.get(refOf(virtualService));
      expect(object?.metadata.labels).toEqual({ team: 'payments', meddled: '0' });
    });

    it('refuses an earlier worker of the same release', async () => {
      await router.prepare(contextOf('r-1', 1));
      await router.shift(contextOf('r-1', 2), 5);

      await expect(router.shift(contextOf('r-1', 1), 50)).rejects.toThrow(StaleWriter);
      expect(await router.share(contextOf('r-1', 2))).toBe(5);
    });

    it('shuts the earlier worker out even where the later one found nothing to do', async () => {
      await router.prepare(contextOf('r-1', 1));
      await router.shift(contextOf('r-1', 2), 0);

      await expect(router.shift(contextOf('r-1', 1), 50)).rejects.toThrow(StaleWriter);
    });

    it('refuses another release, naming the one that is there, which can go on', async () => {
      await router.prepare(contextOf('r-1', 1));
      await router.shift(contextOf('r-1', 1), 10);

      await expect(router.prepare(contextOf('r-2', 9))).rejects.toThrow(ForeignFence);
      await expect(router.prepare(contextOf('r-2', 9))).rejects.toThrow(/held by release r-1/);
      await expect(router.shift(contextOf('r-2', 9), 0)).rejects.toThrow(/r-1/);
      await router.clean(contextOf('r-2', 9));
      expect(await router.leftovers(contextOf('r-2', 9))).toEqual([]);
      expect(await router.share(contextOf('r-1', 1))).toBe(10);
    });

    it('does not wake a release that has been cleaned up', async () => {
      await router.prepare(contextOf('r-1', 1));
      await router.clean(contextOf('r-1', 2));
      const after = await versions(world.kube);

      await expect(router.shift(contextOf('r-1', 1), 50)).rejects.toThrow(/no longer carries/);
      expect(await versions(world.kube)).toEqual(after);
    });

    it('keeps what the user changes while the release runs', async () => {
      const ref = refOf(virtualService);
      await router.prepare(contextOf('r-1', 1));
      await router.shift(contextOf('r-1', 1), 50);
      const http = await httpOf(world.kube);
      const added = { name: 'extra', match: [{ uri: { exact: '/x' } }], route: [{ destination: { host: 'other' } }] };
      const edited = http.map((route) => (route['name'] === 'api' ? { ...route, timeout: '9s' } : route));
      await world.kube.mergePatch(ref, { spec: { http: [added, ...edited] } });

      await router.shift(contextOf('r-1', 1), 0);
      await router.clean(contextOf('r-1', 1));

      const [testers, moved, api, rest] = (virtualService['spec'] as { http: object[] }).http;
      expect(await httpOf(world.kube)).toEqual([added, testers, moved, { ...api, timeout: '9s' }, rest]);
    });

    it('survives a crash in the middle of cleaning', async () => {
      const before = await snapshot(world.kube);
      await router.prepare(contextOf('r-1', 1));
      await router.shift(contextOf('r-1', 1), 50);
      for (let failAt = 1; failAt <= 3; failAt += 1) {
        let writes = 0;
        const dying: Kube = {
          ...world.kube,
          replace(object) {
            writes += 1;
            return writes >= failAt ? Promise.reject(new Error('killed')) : world.kube.replace(object);
          },
        };
        await routerOver(dying, config)
          .clean(contextOf('r-1', 1))
          .catch(() => undefined);
      }
      await router.clean(contextOf('r-1', 2));

      expect(await snapshot(world.kube)).toEqual(before);
    });
  });
}

async function scaleCandidate(kube: Kube, replicas: number): Promise<void> {
  const ref = refOf(candidate('r-1', 0));
  await kube.mergePatch(ref, { spec: { replicas } });
  await expect.poll(async () => statusOf((await kube.get(ref)) ?? {}).readyReplicas ?? 0).toBe(replicas);
}

async function httpOf(kube: Kube): Promise<JsonObject[]> {
  const object = await kube.get(refOf(virtualService));
  return (object?.['spec'] as { http: JsonObject[] } | undefined)?.http ?? [];
}
