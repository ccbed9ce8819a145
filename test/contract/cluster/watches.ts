import { makeInformer } from '@kubernetes/client-node';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { as, type Client, connect, createNamespace } from './client.ts';
import type { ClusterTarget } from './target.ts';

/** Watches: where they start, what they tell, how they end. */
export function watchSuite(target: () => ClusterTarget): void {
  describe('watches', () => {
    let client: Client;
    let namespace: string;
    let path: string;
    beforeAll(async () => {
      client = connect(target().kubeconfig);
      namespace = await createNamespace(client);
      path = `/api/v1/namespaces/${namespace}/configmaps`;
    });
    const create = (name: string, labels: Record<string, string> = {}) =>
      client.core.createNamespacedConfigMap({ namespace, body: { metadata: { name, labels } } });
    const relabel = (name: string, labels: object) =>
      client.core.patchNamespacedConfigMap({ namespace, name, body: { metadata: { labels } } }, as('MergePatch'));

    it('tells each change once, in order, from the revision of a list', async () => {
      const { metadata } = await client.core.listNamespacedConfigMap({ namespace });
      await create('one');
      const watch = await client.watch(path, { resourceVersion: metadata?.resourceVersion ?? '' });
      await relabel('one', { a: 'b' });
      await client.core.deleteNamespacedConfigMap({ namespace, name: 'one' });
      await watch.next((event) => event.type === 'DELETED');
      watch.stop();
      const own = watch.events.filter((event) => event.object.metadata.name === 'one');
      expect(own.map((event) => event.type)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
      expect(own.map((event) => event.object.kind)).toEqual(['ConfigMap', 'ConfigMap', 'ConfigMap']);
      const revisions = own.map((event) => Number(event.object.metadata.resourceVersion));
      expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
    });

    it('begins with what is there when no revision is given', async () => {
      await create('present');
      const watch = await client.watch(path);
      expect((await watch.next((event) => event.object.metadata.name === 'present')).type).toBe('ADDED');
      watch.stop();
    });

    it('reports entering and leaving a selection as added and deleted', async () => {
      await create('mover', { color: 'red' });
      const watch = await client.watch(path, { labelSelector: 'color=red' });
      await watch.next((event) => event.object.metadata.name === 'mover');
      await relabel('mover', { color: 'blue' });
      await watch.next((event) => event.type === 'DELETED');
      await relabel('mover', { color: 'red' });
      await watch.next((event) => event.type === 'ADDED' && watch.events.indexOf(event) > 1);
      watch.stop();
      expect(watch.events.map((event) => event.type)).toEqual(['ADDED', 'DELETED', 'ADDED']);
    });

    it('ends by itself after its timeout', async () => {
      const watch = await client.watch(path, { timeoutSeconds: 1, allowWatchBookmarks: true });
      await watch.ended;
      expect(watch.events.filter((event) => !['ADDED', 'BOOKMARK'].includes(event.type))).toEqual([]);
    });

    it('says that a revision is too old', async (context) => {
      const { expireHistory } = target().capabilities;
      if (expireHistory === undefined) return context.skip();
      const { metadata } = await client.core.listNamespacedConfigMap({ namespace });
      await create('forgotten');
      await expireHistory();
      const watch = await client.watch(path, { resourceVersion: metadata?.resourceVersion ?? '' });
      const event = await watch.next(({ type }) => type === 'ERROR');
      expect(event.object).toMatchObject({ kind: 'Status', code: 410, reason: 'Expired' });
      await watch.ended;
    });

    it("feeds the client's informer, which keeps an exact copy", async () => {
      const informer = makeInformer(client.config, path, () => client.core.listNamespacedConfigMap({ namespace }));
      await create('informed');
      await informer.start();
      const labelsOf = () => informer.get('informed', namespace)?.metadata?.labels;
      await vi.waitFor(() => expect(informer.get('informed', namespace)).toBeDefined());
      await relabel('informed', { seen: 'yes' });
      await vi.waitFor(() => expect(labelsOf()).toEqual({ seen: 'yes' }), { timeout: 5000 });
      await client.core.deleteNamespacedConfigMap({ namespace, name: 'informed' });
      await vi.waitFor(() => expect(informer.get('informed', namespace)).toBeUndefined(), { timeout: 5000 });
      await informer.stop();
    });
  });
}
