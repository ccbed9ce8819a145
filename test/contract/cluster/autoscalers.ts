import { AutoscalingV1Api, AutoscalingV2Api, type V2HorizontalPodAutoscalerSpec } from '@kubernetes/client-node';
import { describe, expect, it, vi } from 'vitest';
import { as, deployment } from './client.ts';
import { rolloutStage } from './rollout-stage.ts';
import type { ClusterTarget } from './target.ts';

const requested = 100;
const container = {
  name: 'app',
  image: 'example/web:1',
  resources: { requests: { cpu: `${requested}m`, memory: '128Mi' } },
};
const soon = { timeout: 30_000, interval: 100 };

/** What autoscalers do with the size of a workload, and what they say of it. */
export function autoscalerSuite(target: () => ClusterTarget): void {
  describe('autoscalers', () => {
    const stage = rolloutStage(target);
    const api = () => stage.client.config.makeApiClient(AutoscalingV2Api);
    const use = (percent: number) => target().capabilities.useCpu?.((percent * requested) / 100);

    /** A Deployment with an autoscaler that keeps between 2 and 8 pods at 50 % of what they ask for. */
    async function scaled(replicas: number, percent: number, spec: Partial<V2HorizontalPodAutoscalerSpec> = {}) {
      const { client, namespace } = stage;
      use(percent);
      const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [container] } };
      const body = deployment('web', 'example/web:1', { replicas, template });
      await client.apps.createNamespacedDeployment({ namespace, body });
      if (replicas > 0) await stage.complete('web', 'example/web:1');
      await api().createNamespacedHorizontalPodAutoscaler({
        namespace,
        body: {
          metadata: { name: 'web' },
          spec: {
            scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
            minReplicas: 2,
            maxReplicas: 8,
            metrics: [
              { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } },
            ],
            behavior: { scaleDown: { stabilizationWindowSeconds: 0 } },
            ...spec,
          },
        },
      });
    }

    const autoscaler = () => api().readNamespacedHorizontalPodAutoscaler({ name: 'web', namespace: stage.namespace });
    const utilization = async () =>
      (await autoscaler()).status?.currentMetrics?.[0]?.resource?.current.averageUtilization;
    /** Resolves once the autoscaler says this of itself, and its workload is of this size. */
    const says = (size: number, ...conditions: [type: string, status: string, reason: string][]) =>
      vi.waitFor(async () => {
        const said = (await autoscaler()).status?.conditions?.map((each) => [each.type, each.status, each.reason]);
        expect(said).toEqual(expect.arrayContaining(conditions));
        expect((await stage.read('web')).spec?.replicas).toBe(size);
      }, soon);

    it('grow what is used more than they aim at, by its scale', async () => {
      await scaled(2, 75);
      await says(3, ['ScalingActive', 'True', 'ValidMetricFound']);
      use(50);
      await stage.complete('web', 'example/web:1');
      await says(3, ['AbleToScale', 'True', 'ReadyForNewScale'], ['ScalingLimited', 'False', 'DesiredWithinRange']);
      const { status } = await autoscaler();
      expect(status).toMatchObject({ currentReplicas: 3, desiredReplicas: 3 });
      expect(status?.currentMetrics?.[0]?.resource?.current).toMatchObject({
        averageUtilization: 50,
        averageValue: '50m',
      });
      const owners = (await stage.read('web')).metadata?.managedFields ?? [];
      expect(owners).toContainEqual(
        expect.objectContaining({ manager: 'kube-controller-manager', operation: 'Update', subresource: 'scale' }),
      );
    });

    it('shrink what is idle to the least that they may leave', async () => {
      await scaled(5, 0);
      await says(2, ['ScalingActive', 'True', 'ValidMetricFound'], ['ScalingLimited', 'True', 'TooFewReplicas']);
    });

    it('leave alone what is within a tenth of what they aim at', async () => {
      await scaled(3, 54);
      await says(3, ['AbleToScale', 'True', 'ReadyForNewScale'], ['ScalingActive', 'True', 'ValidMetricFound']);
    });

    it('do not shrink while they wait for pods that are not ready, and count as idle', async () => {
      await scaled(2, 50);
      await says(2, ['AbleToScale', 'True', 'ReadyForNewScale']);
      stage.kubelet.hold(() => true);
      use(125);
      await vi.waitFor(async () => expect((await autoscaler()).status?.currentReplicas).toBe(5), soon);
      use(75);
      await vi.waitFor(async () => expect(await utilization()).toBe(75), soon);
      await says(5, ['AbleToScale', 'True', 'ReadyForNewScale']);
    });

    it('keep, within the window, the most that was wanted', async () => {
      await scaled(4, 0, { behavior: { scaleDown: { stabilizationWindowSeconds: 600 } } });
      await says(4, ['AbleToScale', 'True', 'ScaleDownStabilized']);
    });

    it('are of the size that the metric asks for that asks for most', async () => {
      const metric = (name: string, averageUtilization: number) => ({
        type: 'Resource',
        resource: { name, target: { type: 'Utilization', averageUtilization } },
      });
      // All pods use half of the memory that they ask for.
      await scaled(3, 25, { metrics: [metric('cpu', 50), metric('memory', 25)] });
      await says(6, ['ScalingActive', 'True', 'ValidMetricFound']);
      await vi.waitFor(async () => {
        const current = (await autoscaler()).status?.currentMetrics?.map(({ resource }) => resource);
        expect(current).toMatchObject([
          { name: 'cpu', current: { averageUtilization: 25, averageValue: '25m' } },
          { name: 'memory', current: { averageUtilization: 50, averageValue: '64Mi' } },
        ]);
      }, soon);
    });

    it('are read and written in the older version, too, and lose nothing by that', async () => {
      const { client, namespace } = stage;
      const old = client.config.makeApiClient(AutoscalingV1Api);
      const memory = {
        type: 'Resource',
        resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 60 } },
      };
      const cpu = {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
      };
      await scaled(0, 50, { metrics: [cpu, memory] });
      const where = { name: 'web', namespace };
      const seen = await old.readNamespacedHorizontalPodAutoscaler(where);
      expect(seen).toMatchObject({
        apiVersion: 'autoscaling/v1',
        spec: { minReplicas: 2, maxReplicas: 8, targetCPUUtilizationPercentage: 50 },
      });
      expect(seen.spec).not.toHaveProperty('metrics');
      await old.patchNamespacedHorizontalPodAutoscaler(
        { ...where, body: { spec: { targetCPUUtilizationPercentage: 70 } } },
        as('MergePatch'),
      );
      const { spec, metadata } = await autoscaler();
      expect(spec?.metrics).toHaveLength(2);
      expect(spec?.metrics).toContainEqual(memory);
      expect(spec?.metrics).toContainEqual({
        ...cpu,
        resource: { ...cpu.resource, target: { type: 'Utilization', averageUtilization: 70 } },
      });
      expect(spec?.behavior?.scaleDown?.stabilizationWindowSeconds).toBe(0);
      expect(JSON.stringify(metadata?.annotations ?? {})).not.toContain('alpha.kubernetes.io/metrics');
      await old.createNamespacedHorizontalPodAutoscaler({
        namespace,
        body: {
          metadata: { name: 'older' },
          spec: { scaleTargetRef: { kind: 'Deployment', name: 'web', apiVersion: 'apps/v1' }, maxReplicas: 3 },
        },
      });
      const older = await api().readNamespacedHorizontalPodAutoscaler({ ...where, name: 'older' });
      expect(older.spec).toMatchObject({ minReplicas: 1, maxReplicas: 3 });
    });

    it('leave alone what somebody has scaled to zero', async () => {
      await scaled(0, 50);
      await says(0, ['ScalingActive', 'False', 'ScalingDisabled']);
    });

    it('say that there is nothing to scale', async () => {
      const none = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'nothing' };
      await scaled(2, 50, { scaleTargetRef: none });
      await says(2, ['AbleToScale', 'False', 'FailedGetScale']);
    });
  });
}
