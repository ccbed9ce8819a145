import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { KubeObject } from '../../sandbox/cluster/index.ts';
import { ask, longMs, reportOf } from '../story/world.ts';
import { allAtOnce, autoscaledWorld, autoscaler, fullSize, leastSize } from '../support/autoscaler.ts';
import { realStage } from './world.ts';

const name = 'checkout';
const autoscalers = '/apis/autoscaling/v2/namespaces/staging/horizontalpodautoscalers';
const deployments = '/apis/apps/v1/namespaces/staging/deployments';
/** Time to see that it is bad, to start stable's pods (4 s) and to look at them, on a machine that is busy. */
const withoutItMs = 30_000;
const patient = { timeout: longMs, interval: 250 };

type Deployment = KubeObject & { spec: { replicas: number }; status: { readyReplicas?: number } };
type Autoscaler = KubeObject & { status: { conditions?: { type: string; status: string; reason: string }[] } };

describe("Kubernetes' own autoscaler, which follows the traffic away from stable", () => {
  const kept = '\n  kept: { kind: blue-green, soak: 1s, keep: 5m }\nenvironments:';
  const here = realStage((catalogue) => allAtOnce(catalogue).replace('\nenvironments:', kept), {
    world: autoscaledWorld,
    pace: { bake: '8s', interval: '500ms' },
    autoscaling: true,
  });
  const stable = async () => (await here.kube.get(`${deployments}/${name}`)) as Deployment;
  const ready = async () => (await stable()).status.readyReplicas;
  const wanted = async () => (await stable()).spec.replicas;
  /** Share of the traffic, 0 to 1, that goes to a version at this moment. */
  const share = (version: string) =>
    here.world.workloads.truth
      .ticks('staging', name)
      .at(-1)
      ?.versions.find((each) => each.version === version)?.share ?? 0;

  beforeAll(async () => {
    await here.kube.post(autoscalers, autoscaler);
    await vi.waitFor(async () => {
      const { status } = (await here.kube.get(`${autoscalers}/${name}`)) as Autoscaler;
      expect(status.conditions).toContainEqual(expect.objectContaining({ type: 'ScalingActive', status: 'True' }));
      expect(await ready()).toBe(fullSize);
    }, patient);
  }, 2 * longMs);

  it(
    'keeps no bad version in the traffic',
    async () => {
      const card = await ask(here, 'checkout 2.4.1 to staging');
      await expect.poll(async () => [share('2.4.0'), await wanted()], patient).toEqual([0, leastSize]);
      const broken = Date.now();
      here.world.workloads.setCharacter(name, '2.4.1', { errors: 0.3 });
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect(share('2.4.1')).toBe(0);
      const free = here.world.workloads.truth.zeroSince('staging', name, '2.4.1') ?? Number.POSITIVE_INFINITY;
      expect(free - broken).toBeLessThan(withoutItMs);
      expect((await here.images('staging'))[name]).toBe('checkout:2.4.0');
    },
    3 * longMs,
  );

  it(
    'keeps no good one from being promoted',
    async () => {
      await expect.poll(ready, patient).toBe(fullSize);
      const card = await ask(here, 'checkout 2.5.0 to staging');
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      expect(share('2.5.0')).toBe(1);
      expect((await here.images('staging'))[name]).toBe('checkout:2.5.0');
    },
    3 * longMs,
  );

  it(
    'keeps no bad version in the traffic where stable was kept for the way back, and shrunk',
    async () => {
      await expect.poll(ready, patient).toBe(fullSize);
      const card = await ask(here, 'checkout 2.6.0 to staging with kept');
      await expect.poll(async () => [share('2.5.0'), await wanted()], patient).toEqual([0, leastSize]);
      here.world.workloads.setCharacter(name, '2.6.0', { errors: 0.3 });
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect(share('2.6.0')).toBe(0);
      expect((await here.images('staging'))[name]).toBe('checkout:2.5.0');
    },
    3 * longMs,
  );
});
