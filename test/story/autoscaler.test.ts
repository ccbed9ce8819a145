import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { desiredReplicas } from '../support/autoscaler.ts';
import { readyReplicas, until } from '../support/cluster-waits.ts';
import { ask, imageOf, longMs, reportOf, stage } from './world.ts';

const name = 'checkout';
const namespace = 'staging';
/** Pods before the release; each is used a little less than the autoscaler aims at. */
const full = 6;
const load = 0.85 * full;

describe('an autoscaler that follows the traffic away from stable', () => {
  const here = stage(
    {
      pace: { bake: '8s', interval: '500ms' },
      edit: (text) => text.replace(/(\n +- \{ percent: (1|5|25|50), bake: [^}]*\})+/, ''),
    },
    {},
  );
  const deployment = () =>
    here.world.cluster.objects.get('deployments', name, namespace) as unknown as {
      spec: { replicas: number };
      status?: { replicas?: number };
    };
  const scale = (replicas: number) =>
    here.world.cluster.objects.patch('deployments', name, namespace, { spec: { replicas } });
  let autoscaler: NodeJS.Timeout | undefined;

  /** Percent of the traffic that stable has. */
  function share(): number {
    const routes = JSON.stringify(here.world.cluster.objects.get('virtualservices', name, namespace));
    return 100 - Number(/checkout-candidate[^}]*}[^}]*"weight":(\d+)/.exec(routes)?.[1] ?? 0);
  }

  function sync(): void {
    const { spec, status } = deployment();
    const ready = readyReplicas(deployment());
    const unready = Math.max(0, (status?.replicas ?? 0) - ready);
    const ratio = ready === 0 ? 0 : (load * share()) / 100 / ready;
    const usage = { current: spec.replicas, ready, unready, ratio };
    const desired = desiredReplicas(usage, { min: 2, max: 12 });
    if (desired !== spec.replicas) scale(desired);
  }

  const grown = () => until(here.world.cluster, () => readyReplicas(deployment()) >= full);

  beforeAll(async () => {
    for (const version of ['2.4.0', '2.4.1', '2.5.0'])
      here.world.workloads.setCharacter(name, version, { slowStart: 4000 });
    scale(full);
    await grown();
    autoscaler = setInterval(sync, 2000);
  }, longMs);
  afterAll(() => clearInterval(autoscaler));

  it(
    'keeps no bad version in the traffic',
    async () => {
      const { cluster, workloads } = here.world;
      const card = await ask(here, 'checkout 2.4.1 to staging');
      await until(cluster, () => share() === 0 && deployment().spec.replicas === 2);
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
      const card = await ask(here, 'checkout 2.5.0 to staging');
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      expect(share()).toBe(100);
      expect(imageOf(here, namespace, name)).toContain(':2.5.0');
    },
    2 * longMs,
  );
});
