import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { annotations } from '../../../src/domain/names.ts';
import { byWeight } from '../../../src/domain/route.ts';
import { ForeignFence, StaleWriter } from '../../../src/platform/kube/fence.ts';
import type { Kube } from '../../../src/platform/kube.ts';
import type { Router } from '../../../src/providers/routers/router.ts';
import { serviceSelector } from '../../../src/workloads/objects/service.ts';
import { refOf } from '../../support/fake-kube.ts';
import { patchObject } from '../../support/patch-object.ts';
import { contextOf, routerOver, snapshot, versions } from './common.ts';
import { forge, forgeries } from './forged-suite.ts';
import { candidate, service, statusOf, target, type World } from './world.ts';

const [all, none] = [byWeight(100), byWeight(0)];
const ref = refOf(service);
const marks = { [annotations.fence]: null, [annotations.seal]: null, [annotations.undo]: null };

/** What holds for a router that moves the whole traffic by the selector of the user's Service. */
export function switchingRouterContract(name: string, config: unknown, start: () => Promise<World>): void {
  describe(`Router that switches: ${name}`, () => {
    let world: World;
    let router: Router;
    const release = contextOf('r-1', 1);
    beforeEach(async () => {
      world = await start();
      router = routerOver(world.kube, config);
    });
    afterEach(() => world.close());

    const selector = async () => serviceSelector(await world.kube.get(ref));
    async function switched(): Promise<void> {
      await startCandidate(world.kube, 2);
      await router.prepare(release);
      await router.shift(release, all);
    }

    it('leads to the pods of the candidate alone, and has arrived once Kubernetes does so too', async () => {
      await switched();
      expect(await selector()).toEqual({
        'sluice.dev/release': 'r-1',
        'sluice.dev/track': 'candidate',
        'sluice.dev/workload': 'checkout',
      });
      await expect.poll(() => router.pending?.(release, all)).toBeNull();
      expect(await router.share(release)).toBe(100);
      expect(await router.pending?.(release, none)).toMatch(/checkout to the main pods/);

      await router.shift(release, none);
      expect(await selector()).toEqual({ app: 'checkout' });
      await expect.poll(() => router.pending?.(release, none)).toBeNull();
      expect(await router.share(release)).toBe(0);
    });

    it('has not arrived as long as a pod that is ready is not behind the Service', async () => {
      await router.prepare(release);
      await router.shift(release, all);
      expect(await router.pending?.(release, all)).toMatch(/checkout to the candidate/);
    });

    it('moves no part of the traffic', async () => {
      await router.prepare(release);
      const before = await versions(world.kube);
      await expect(router.shift(release, byWeight(25))).rejects.toThrow('all of the traffic or none, not 25 %');
      expect(await versions(world.kube)).toEqual(before);
    });

    it('refuses an earlier worker, and another release by its name', async () => {
      await router.prepare(release);
      await router.shift(contextOf('r-1', 2), none);
      await expect(router.shift(release, all)).rejects.toThrow(StaleWriter);
      await expect(router.prepare(contextOf('r-2', 9))).rejects.toThrow(ForeignFence);
      await expect(router.prepare(contextOf('r-2', 9))).rejects.toThrow(/held by release r-1/);
      await router.shift(contextOf('r-1', 2), all);
      await expect(router.shift(contextOf('r-2', 9), none)).rejects.toThrow(/r-1/);
      await router.clean(contextOf('r-2', 9));
      expect(await router.leftovers(contextOf('r-2', 9))).toEqual([]);
      expect(await router.share(contextOf('r-1', 2))).toBe(100);
    });

    it('does not wake a release that has been cleaned up', async () => {
      await router.prepare(release);
      await router.clean(contextOf('r-1', 2));
      const after = await versions(world.kube);
      await expect(router.shift(release, all)).rejects.toThrow(/no longer carries/);
      expect(await versions(world.kube)).toEqual(after);
    });

    it('takes the traffic back by what stable selects where somebody has written the Service without our note', async () => {
      await switched();
      await patchObject(world.kube, ref, { metadata: { annotations: marks } });
      await expect(router.shift(release, all)).rejects.toThrow(/no longer carries/);
      await router.shift(release, none);
      expect(await selector()).toEqual({ app: 'checkout' });
      await router.clean(release);
      expect(await router.leftovers(release)).toEqual([]);
    });

    it('leaves a selector that somebody else has put there, and all else that they have changed', async () => {
      await switched();
      const theirs = { app: 'checkout', zone: 'a' };
      await world.kube.replace({
        ...((await world.kube.get(ref)) ?? service),
        spec: { ...(service['spec'] as object), selector: theirs, sessionAffinity: 'ClientIP' },
      });
      expect(await router.drift(release, all)).toEqual({ share: 0 });
      await router.shift(release, none);
      await router.clean(release);
      expect(await selector()).toEqual(theirs);
      expect((await world.kube.get(ref))?.['spec']).toMatchObject({ sessionAffinity: 'ClientIP' });
      expect(await router.leftovers(release)).toEqual([]);
    });

    it('says what is left while it is switched, and survives a crash in the middle of cleaning', async () => {
      const before = await snapshot(world.kube);
      await switched();
      expect((await router.leftovers(release)).join()).toMatch(/candidate in the selector.*note on Service checkout/);
      for (let failAt = 1; failAt <= 3; failAt += 1) {
        await routerOver(dyingAt(world.kube, failAt), config)
          .clean(release)
          .catch(() => undefined);
      }
      await router.clean(contextOf('r-1', 2));
      expect(await snapshot(world.kube)).toEqual(before);
    });

    it.each(forgeries)('goes back under a forged fence %s', async (_what, forged) => {
      const before = await snapshot(world.kube);
      await switched();
      await forge(world.kube, service, forged);
      const back = contextOf('r-1', 2, { goesBack: true });
      await router.shift(back, none);
      await router.clean(back);
      expect(await router.leftovers(back)).toEqual([]);
      expect(await snapshot(world.kube)).toEqual(before);
    });

    it('says what it cannot switch', async () => {
      const without = { ...target, workload: { ...target.workload, service: null } };
      expect(await router.check(without)).toMatch(/has no Kubernetes Service/);
      const named = (to: string) => ({ ...target, workload: { ...target.workload, service: to } });
      expect(await router.check(named('nowhere'))).toBe('Service shop/nowhere does not exist');
      const bare = { ...service, metadata: { name: 'bare', namespace: 'shop' }, spec: { ports: [{ port: 80 }] } };
      await world.kube.create(bare);
      expect(await router.check(named('bare'))).toMatch(/has no selector/);
      await router.prepare(release);
      await router.shift(release, all);
      const led = (await selector()) ?? {};
      await world.kube.create({
        ...bare,
        metadata: { ...bare.metadata, name: 'led' },
        spec: { ...bare.spec, selector: led },
      });
      expect(await router.check(named('led'))).toMatch(/leads to a candidate already/);
    });
  });
}

async function startCandidate(kube: Kube, replicas: number): Promise<void> {
  const { metadata } = await kube.create(candidate('r-1', replicas, 'checkout-candidate'));
  const at = { ...refOf(candidate('r-1', 0)), name: metadata.name };
  await expect.poll(async () => statusOf((await kube.get(at)) ?? {}).readyReplicas ?? 0).toBe(replicas);
}

/** A cluster that takes no more writes from the `failAt`th on. */
function dyingAt(kube: Kube, failAt: number): Kube {
  let writes = 0;
  return {
    ...kube,
    replace(object) {
      writes += 1;
      return writes >= failAt ? Promise.reject(new Error('killed')) : kube.replace(object);
    },
  };
}
