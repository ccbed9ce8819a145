import { describe, expect, it, vi } from 'vitest';
import { as, deployment } from './client.ts';
import { progressing, rolloutStage, soon } from './rollout-stage.ts';
import type { ClusterTarget } from './target.ts';

/** What the Deployment controller does with templates, sizes and deadlines. */
export function rolloutSuite(target: () => ClusterTarget): void {
  describe('rollouts', () => {
    const stage = rolloutStage(target);
    const { read, patch, setImage, complete, sets } = stage;

    it('makes the pods of a new Deployment and says when they are there', async () => {
      const { client, namespace } = stage;
      await client.apps.createNamespacedDeployment({ namespace, body: deployment('web') });
      await complete('web', 'example/web:1');
      const object = await read('web');
      expect(object.metadata?.annotations?.['deployment.kubernetes.io/revision']).toBe('1');
      expect(progressing(object)).toMatchObject({ status: 'True', reason: 'NewReplicaSetAvailable' });
      const available = object.status?.conditions?.find((condition) => condition.type === 'Available');
      expect(available).toMatchObject({ status: 'True', reason: 'MinimumReplicasAvailable' });
      const [set] = await sets();
      const hash = set?.metadata?.labels?.['pod-template-hash'];
      expect(set?.metadata?.name).toBe(`web-${hash}`);
      const pods = await client.core.listNamespacedPod({ namespace, labelSelector: `pod-template-hash=${hash}` });
      expect(pods.items).toHaveLength(2);
      const owner = pods.items[0]?.metadata?.ownerReferences?.[0];
      expect(owner).toMatchObject({ kind: 'ReplicaSet', name: `web-${hash}`, controller: true });
    });

    it('rolls to a new image, never beyond surge and unavailability, and back to the old ReplicaSet', async () => {
      const { client, namespace } = stage;
      const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } };
      await client.apps.createNamespacedDeployment({
        namespace,
        body: deployment('web', 'w:1', { replicas: 4, strategy }),
      });
      await complete('web', 'w:1');
      const [before] = await sets();
      const watch = await client.watch(`/apis/apps/v1/namespaces/${namespace}/replicasets`);
      await setImage('web', 'w:2');
      await complete('web', 'w:2');
      watch.stop();
      const sizes = new Map<string, { wanted: number; available: number }>();
      for (const { object } of watch.events) {
        const { availableReplicas: available = 0 } = (object.status ?? {}) as Record<string, number>;
        sizes.set(object.metadata.uid, { wanted: Number(object.spec['replicas']), available });
        const total = [...sizes.values()];
        expect(total.reduce((sum, each) => sum + each.wanted, 0)).toBeLessThanOrEqual(5);
        expect(total.reduce((sum, each) => sum + each.available, 0)).toBeGreaterThanOrEqual(3);
      }
      await setImage('web', 'w:1');
      await complete('web', 'w:1');
      const after = (await sets()).find((set) => set.metadata?.uid === before?.metadata?.uid);
      expect(after?.spec?.replicas).toBe(4);
      expect((await read('web')).metadata?.annotations?.['deployment.kubernetes.io/revision']).toBe('3');
    });

    it('keeps the old pods when the new ones do not get ready, and says so after the deadline', async () => {
      const { client, namespace } = stage;
      const spec = {
        progressDeadlineSeconds: 2,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      };
      await client.apps.createNamespacedDeployment({ namespace, body: deployment('web', 'w:1', spec) });
      await complete('web', 'w:1');
      stage.kubelet.hold((image) => image === 'w:bad');
      await setImage('web', 'w:bad');
      await vi.waitFor(async () => {
        expect(progressing(await read('web'))).toMatchObject({ status: 'False', reason: 'ProgressDeadlineExceeded' });
      }, soon);
      const { status } = await read('web');
      expect(status).toMatchObject({ availableReplicas: 2, updatedReplicas: 1, replicas: 3, unavailableReplicas: 1 });
      await setImage('web', 'w:1');
      await complete('web', 'w:1');
    });

    it('starts new pods of a Recreate only after all old ones are gone', async () => {
      const { client, namespace } = stage;
      await client.apps.createNamespacedDeployment({
        namespace,
        body: deployment('web', 'w:1', { strategy: { type: 'Recreate' } }),
      });
      await complete('web', 'w:1');
      const watch = await client.watch(`/api/v1/namespaces/${namespace}/pods`);
      await setImage('web', 'w:2');
      await complete('web', 'w:2');
      watch.stop();
      const alive = new Map<string, string>();
      for (const { type, object } of watch.events) {
        const { containers } = object.spec as { containers: { image: string }[] };
        if (type === 'DELETED') alive.delete(object.metadata.uid);
        else alive.set(object.metadata.uid, containers[0]?.image ?? '');
        expect(new Set(alive.values()).size).toBeLessThanOrEqual(1);
      }
    });

    it('does not roll while paused, and does when resumed', async () => {
      const { client, namespace } = stage;
      await client.apps.createNamespacedDeployment({ namespace, body: deployment('web', 'w:1') });
      await complete('web', 'w:1');
      await patch('web', { spec: { paused: true } });
      await setImage('web', 'w:2');
      await vi.waitFor(async () => expect(progressing(await read('web'))?.reason).toBe('DeploymentPaused'), soon);
      expect(await sets()).toHaveLength(1);
      await patch('web', { spec: { paused: false } });
      await complete('web', 'w:2');
    });

    it('scales, replaces lost pods, and keeps as many old ReplicaSets as it is told', async () => {
      const { client, namespace } = stage;
      await client.apps.createNamespacedDeployment({
        namespace,
        body: deployment('web', 'w:1', { revisionHistoryLimit: 1 }),
      });
      await complete('web', 'w:1');
      const body = { spec: { replicas: 4 } };
      await client.apps.patchNamespacedDeploymentScale({ namespace, name: 'web', body }, as('MergePatch'));
      await complete('web', 'w:1');
      const [victim] = (await client.core.listNamespacedPod({ namespace })).items;
      await client.core.deleteNamespacedPod({ namespace, name: victim?.metadata?.name ?? '' });
      await complete('web', 'w:1');
      for (const image of ['w:2', 'w:3']) {
        await setImage('web', image);
        await complete('web', image);
      }
      await vi.waitFor(async () => expect(await sets()).toHaveLength(2), soon);
    });

    it('lists ready pods in the EndpointSlice of their Service', async () => {
      const { client, namespace } = stage;
      const port = { port: 80, targetPort: 8080 };
      const body = { metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [port] } };
      await client.core.createNamespacedService({ namespace, body });
      stage.kubelet.hold((image) => image === 'w:bad');
      await client.apps.createNamespacedDeployment({
        namespace,
        body: deployment('web', 'w:1', {
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
        }),
      });
      await complete('web', 'w:1');
      await setImage('web', 'w:bad');
      await vi.waitFor(async () => {
        const selector = 'kubernetes.io/service-name=web';
        const list = await client.objects.list(
          'discovery.k8s.io/v1',
          'EndpointSlice',
          namespace,
          undefined,
          undefined,
          undefined,
          undefined,
          selector,
        );
        const [slice] = list.items as unknown as {
          endpoints: { conditions: { ready: boolean } }[];
          ports: { port: number }[];
        }[];
        expect(slice?.endpoints.map((each) => each.conditions.ready).sort()).toEqual([false, true, true]);
        expect(slice?.ports[0]?.port).toBe(8080);
      }, soon);
    });
  });
}
