import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/domain/json.ts';
import { annotations } from '../../../src/domain/names.ts';
import { byWeight } from '../../../src/domain/route.ts';
import type { ProviderConfig } from '../../../src/domain/target.ts';
import { ForeignFence, StaleWriter } from '../../../src/platform/kube/fence.ts';
import type { Kube, ObjectRef } from '../../../src/platform/kube.ts';
import type { Router } from '../../../src/providers/routers/router.ts';
import { refOf } from '../../support/fake-kube.ts';
import { patchObject } from '../../support/patch-object.ts';
import { contextOf, routerOver, rulesIn, snapshot, tableOf, versions } from './common.ts';
import { destinationRule, type World } from './world.ts';

/** A cluster where somebody else writes an object between our read and our write, `times` times. */
function meddled(kube: Kube, ref: ObjectRef, times: number): Kube {
  let left = times;
  return {
    ...kube,
    async replace(object) {
      if (object.kind === ref.kind && left > 0) {
        left -= 1;
        await patchObject(kube, ref, { metadata: { labels: { meddled: String(left) } } });
      }
      return kube.replace(object);
    },
  };
}

/** A cluster where somebody else does something right after the routes have been read for the first time. */
function outrun(kube: Kube, ref: ObjectRef, other: () => Promise<unknown>): Kube {
  let read = false;
  return {
    ...kube,
    async get(each) {
      const found = await kube.get(each);
      if (each.kind === ref.kind && !read) {
        read = true;
        await other();
      }
      return found;
    },
  };
}

/** What holds for routers that write the user's own objects. */
export function writingRouterContract(name: string, config: ProviderConfig, start: () => Promise<World>): void {
  const table = tableOf(config);
  const rulesNow = async (kube: Kube): Promise<JsonObject[]> => rulesIn(table, await kube.get(refOf(table.object)));

  describe(`Router that writes: ${name}`, () => {
    let world: World;
    let router: Router;
    /** As the server has them, with all that it adds. */
    let own: JsonObject[];
    beforeEach(async () => {
      world = await start();
      own = await rulesNow(world.kube);
      router = routerOver(world.kube, config);
    });
    afterEach(() => world.close());

    it('tries again when somebody else writes in between, and keeps what they wrote', async () => {
      const busy = routerOver(meddled(world.kube, refOf(table.object), 2), config);
      await busy.prepare(contextOf('r-1', 1));
      await busy.shift(contextOf('r-1', 1), byWeight(25));

      expect(await router.share(contextOf('r-1', 1))).toBe(25);
      const object = await world.kube.get(refOf(table.object));
      expect(object?.metadata.labels).toEqual({ team: 'payments', meddled: '0' });
    });

    it('refuses an earlier worker of the same release', async () => {
      await router.prepare(contextOf('r-1', 1));
      await router.shift(contextOf('r-1', 2), byWeight(5));

      await expect(router.shift(contextOf('r-1', 1), byWeight(50))).rejects.toThrow(StaleWriter);
      expect(await router.share(contextOf('r-1', 2))).toBe(5);
    });

    it('shuts the earlier worker out even where the later one found nothing to do', async () => {
      await router.prepare(contextOf('r-1', 1));
      await router.shift(contextOf('r-1', 2), byWeight(0));

      await expect(router.shift(contextOf('r-1', 1), byWeight(50))).rejects.toThrow(StaleWriter);
    });

    it('refuses another release, naming the one that is there, which can go on', async () => {
      await router.prepare(contextOf('r-1', 1));
      await router.shift(contextOf('r-1', 1), byWeight(10));

      await expect(router.prepare(contextOf('r-2', 9))).rejects.toThrow(ForeignFence);
      await expect(router.prepare(contextOf('r-2', 9))).rejects.toThrow(/held by release r-1/);
      await expect(router.shift(contextOf('r-2', 9), byWeight(0))).rejects.toThrow(/r-1/);
      await router.clean(contextOf('r-2', 9));
      expect(await router.leftovers(contextOf('r-2', 9))).toEqual([]);
      expect(await router.share(contextOf('r-1', 1))).toBe(10);
    });

    it('does not wake a release that has been cleaned up', async () => {
      await router.prepare(contextOf('r-1', 1));
      await router.clean(contextOf('r-1', 2));
      const after = await versions(world.kube);

      await expect(router.shift(contextOf('r-1', 1), byWeight(50))).rejects.toThrow(/no longer carries/);
      expect(await versions(world.kube)).toEqual(after);
    });

    it('keeps what the user changes while the release runs', async () => {
      const ref = refOf(table.object);
      await router.prepare(contextOf('r-1', 1));
      await router.shift(contextOf('r-1', 1), byWeight(50));
      const http = await rulesNow(world.kube);
      const edit = (rule: JsonObject) => (rule['name'] === 'api' ? { ...rule, ...table.change } : rule);
      await patchObject(world.kube, ref, { spec: { [table.member]: [table.added, ...http.map(edit)] } });

      await router.shift(contextOf('r-1', 1), byWeight(0));
      await router.clean(contextOf('r-1', 1));

      expect(await rulesNow(world.kube)).toEqual([table.added, ...own.map(edit)]);
    });

    it('takes the traffic back, and gives no more, where somebody has written the routes without our marks', async () => {
      await router.prepare(contextOf('r-1', 1));
      await router.shift(contextOf('r-1', 1), byWeight(50));
      const gone = { [annotations.fence]: null, [annotations.seal]: null, [annotations.undo]: null };
      await patchObject(world.kube, refOf(table.object), { metadata: { annotations: gone } });

      await expect(router.shift(contextOf('r-1', 1), byWeight(60))).rejects.toThrow(/no longer carries/);
      await router.shift(contextOf('r-1', 1), byWeight(20));
      expect(await router.share(contextOf('r-1', 1))).toBe(20);
      await router.shift(contextOf('r-1', 1), byWeight(0));
      expect(await router.share(contextOf('r-1', 1))).toBe(0);
      await router.clean(contextOf('r-1', 1));
      expect(await router.leftovers(contextOf('r-1', 1))).toEqual([]);
    });

    it('takes the traffic back where the DestinationRule is gone', async () => {
      await router.prepare(contextOf('r-1', 1));
      await router.shift(contextOf('r-1', 1), byWeight(50));
      await world.kube.remove(refOf(destinationRule));

      await router.shift(contextOf('r-1', 1), byWeight(0));
      expect(await router.share(contextOf('r-1', 1))).toBe(0);
      await router.clean(contextOf('r-1', 1));
      expect(await rulesNow(world.kube)).toEqual(own);
      expect(await router.leftovers(contextOf('r-1', 1))).toEqual([]);
    });

    it('takes back what somebody has given the candidate since the routes were read', async () => {
      const ref = refOf(table.object);
      const context = contextOf('r-1', 1);
      await router.prepare(context);
      await router.shift(context, byWeight(50));
      const given = await rulesNow(world.kube);
      await router.shift(context, byWeight(0));
      const busy = outrun(world.kube, ref, () => patchObject(world.kube, ref, { spec: { [table.member]: given } }));

      await routerOver(busy, config).shift(context, byWeight(0));
      expect(await router.share(context)).toBe(0);
    });

    it('refuses an earlier worker that has read the routes before a later one wrote them', async () => {
      await router.prepare(contextOf('r-1', 1));
      await router.shift(contextOf('r-1', 1), byWeight(50));
      const busy = outrun(world.kube, refOf(table.object), () => router.shift(contextOf('r-1', 2), byWeight(0)));

      await expect(routerOver(busy, config).shift(contextOf('r-1', 1), byWeight(50))).rejects.toThrow(StaleWriter);
      expect(await router.share(contextOf('r-1', 2))).toBe(0);
    });

    it('gives routes nothing that were made again, or removed, since they were read', async () => {
      const ref = refOf(table.object);
      const context = contextOf('r-1', 1);
      await router.prepare(context);
      const again = outrun(world.kube, ref, async () => {
        await world.kube.remove(ref, { propagation: 'Background' });
        await world.kube.create(table.object);
      });
      await expect(routerOver(again, config).shift(context, byWeight(50))).rejects.toThrow();
      expect(await router.share(context)).toBe(0);
      expect(await rulesNow(world.kube)).toEqual(own);

      await router.prepare(context);
      const removed = outrun(world.kube, ref, () => world.kube.remove(ref, { propagation: 'Background' }));
      await expect(routerOver(removed, config).shift(context, byWeight(50))).rejects.toThrow();
      expect(await world.kube.get(ref)).toBeNull();
    });

    it('survives a crash in the middle of cleaning', async () => {
      const before = await snapshot(world.kube);
      await router.prepare(contextOf('r-1', 1));
      await router.shift(contextOf('r-1', 1), byWeight(50));
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
