import { beforeAll, describe, expect, it } from 'vitest';
import { allAtOnce, autoscaledWorld, autoscaler, fullSize, leastSize } from '../support/autoscaler.ts';
import { readyReplicas, until } from '../support/cluster-waits.ts';
import { ask, imageOf, longMs, reportOf, stage } from './world.ts';

const name = 'checkout';
const namespace = 'staging';

describe('an autoscaler that follows the traffic away from stable', () => {
  const here = stage({
    pace: { bake: '8s', interval: '500ms' },
    world: autoscaledWorld,
    cluster: { autoscaleMs: 2000 },
    edit: allAtOnce,
  });
  const object = (kind: string) => here.world.cluster.objects.get(kind, name, namespace);
  const deployment = () => object('deployments') as unknown as { spec: { replicas: number } };
  const status = () => (object('horizontalpodautoscalers') as { status?: unknown } | undefined)?.status;

  /** Percent of the traffic that stable has. */
  function share(): number {
    const routes = JSON.stringify(object('virtualservices'));
    return 100 - Number(/checkout-candidate[^}]*}[^}]*"weight":(\d+)/.exec(routes)?.[1] ?? 0);
  }

  const grown = () => until(here.world.cluster, () => readyReplicas(deployment()) >= fullSize);

  beforeAll(async () => {
    await grown();
    here.world.cluster.objects.create(autoscaler);
  }, longMs);

  it(
    'keeps no bad version in the traffic',
    async () => {
      const { cluster, workloads } = here.world;
      const card = await ask(here, 'checkout 2.4.1 to staging');
      await until(cluster, () => share() === 0 && deployment().spec.replicas === leastSize);
      workloads.setCharacter(name, '2.4.1', { errors: 0.3 });
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect(share()).toBe(100);
      expect(imageOf(here, namespace, name)).toContain(':2.4.0');
    },
    2 * longMs,
  );

  it(
    'keeps no good one from being promoted',
    async () => {
      await grown();
      expect(status()).toMatchObject({ desiredReplicas: fullSize, currentMetrics: [{ type: 'Resource' }] });
      const card = await ask(here, 'checkout 2.5.0 to staging');
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      expect(share()).toBe(100);
      expect(imageOf(here, namespace, name)).toContain(':2.5.0');
    },
    2 * longMs,
  );
});
