import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type Client, connect, createNamespace, deployment, refusalOf } from './client.ts';
import type { ClusterTarget } from './target.ts';

const soon = { timeout: 15_000, interval: 50 };

/** What happens to what belongs to a deleted object. */
export function garbageSuite(target: () => ClusterTarget): void {
  describe('deletion of dependents', () => {
    let client: Client;
    beforeAll(() => {
      client = connect(target().kubeconfig);
    });
    const setUp = async (): Promise<string> => {
      const namespace = await createNamespace(client);
      await client.apps.createNamespacedDeployment({ namespace, body: deployment('web') });
      await vi.waitFor(async () => expect(await pods(namespace)).toHaveLength(2), soon);
      return namespace;
    };
    const pods = async (namespace: string) => (await client.core.listNamespacedPod({ namespace })).items;
    const sets = async (namespace: string) => (await client.apps.listNamespacedReplicaSet({ namespace })).items;

    it('background: the owner goes at once, its ReplicaSets and pods follow', async () => {
      const namespace = await setUp();
      await client.apps.deleteNamespacedDeployment({ namespace, name: 'web', propagationPolicy: 'Background' });
      expect(await refusalOf(client.apps.readNamespacedDeployment({ namespace, name: 'web' }))).toMatchObject({
        code: 404,
      });
      await vi.waitFor(async () => expect([...(await sets(namespace)), ...(await pods(namespace))]).toEqual([]), soon);
    });

    it('foreground: the owner goes last', async () => {
      const namespace = await setUp();
      const watch = await client.watch(`/apis/apps/v1/namespaces/${namespace}/deployments`);
      await client.apps.deleteNamespacedDeployment({ namespace, name: 'web', propagationPolicy: 'Foreground' });
      const marked = await watch.next((event) => event.object.metadata.deletionTimestamp !== undefined);
      expect(marked.type).toBe('MODIFIED');
      await watch.next((event) => event.type === 'DELETED');
      watch.stop();
      expect(await sets(namespace)).toEqual([]);
      expect(await pods(namespace)).toEqual([]);
    });

    it('orphan: what it owned stays, without an owner', async () => {
      const namespace = await setUp();
      await client.apps.deleteNamespacedDeployment({ namespace, name: 'web', propagationPolicy: 'Orphan' });
      await vi.waitFor(async () => {
        const [set] = await sets(namespace);
        expect(set).toBeDefined();
        expect(set?.metadata?.ownerReferences ?? []).toEqual([]);
      }, soon);
      expect(await pods(namespace)).toHaveLength(2);
    });

    it('an object whose owner never existed goes', async () => {
      const namespace = await createNamespace(client);
      const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'ghost', uid: '00000000-0000-0000-0000-000000000001' };
      const body = { metadata: { name: 'child', ownerReferences: [owner] } };
      await client.core.createNamespacedConfigMap({ namespace, body });
      await vi.waitFor(async () => {
        expect(await refusalOf(client.core.readNamespacedConfigMap({ namespace, name: 'child' }))).toMatchObject({
          code: 404,
        });
      }, soon);
    });

    it('a deleted namespace takes everything in it along and refuses new things', async () => {
      const namespace = await createNamespace(client);
      const held = { metadata: { name: 'held', finalizers: ['example.com/hold'] } };
      await client.core.createNamespacedConfigMap({ namespace, body: held });
      await client.core.deleteNamespace({ name: namespace });
      const late = await refusalOf(
        client.core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'late' } } }),
      );
      expect(late).toMatchObject({ code: 403, reason: 'Forbidden' });
      expect(late.message).toContain('because it is being terminated');
      const made = await client.core.readNamespacedConfigMap({ namespace, name: 'held' });
      const body = { ...made, metadata: { ...made.metadata, finalizers: [] } };
      await vi.waitFor(async () => {
        const now = await client.core.readNamespacedConfigMap({ namespace, name: 'held' });
        expect(now.metadata?.deletionTimestamp).toBeDefined();
        body.metadata.resourceVersion = now.metadata?.resourceVersion ?? '';
      }, soon);
      await client.core.replaceNamespacedConfigMap({ namespace, name: 'held', body });
      await vi.waitFor(
        async () =>
          expect(await refusalOf(client.core.readNamespace({ name: namespace }))).toMatchObject({ code: 404 }),
        soon,
      );
    });
  });
}
