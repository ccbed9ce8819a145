import { beforeAll, describe, expect, it } from 'vitest';
import { as, type Client, connect, createNamespace, deployment, refusalOf } from './client.ts';
import type { ClusterTarget } from './target.ts';

/** Create, read, replace, delete, list: what every client relies on. */
export function objectSuite(target: () => ClusterTarget): void {
  describe('objects', () => {
    let client: Client;
    let namespace: string;
    beforeAll(async () => {
      client = connect(target().kubeconfig);
      namespace = await createNamespace(client);
    });

    it('gives a new object an identity, defaults and an increasing resourceVersion', async () => {
      const made = await client.apps.createNamespacedDeployment({ namespace, body: deployment('born') });
      expect(made.metadata?.uid).toMatch(/^[0-9a-f-]{36}$/);
      expect(made.metadata?.creationTimestamp).toBeInstanceOf(Date);
      expect(made.metadata?.generation).toBe(1);
      expect(made.spec?.strategy).toEqual({
        type: 'RollingUpdate',
        rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' },
      });
      expect(made.spec?.progressDeadlineSeconds).toBe(600);
      expect(made.spec?.template.spec?.restartPolicy).toBe('Always');
      const later = await client.core.createNamespacedConfigMap({
        namespace,
        body: { metadata: { generateName: 'c-' } },
      });
      expect(later.metadata?.name).toMatch(/^c-[a-z0-9]{5}$/);
      expect(Number(later.metadata?.resourceVersion)).toBeGreaterThan(Number(made.metadata?.resourceVersion));
    });

    it('counts the templates of a DaemonSet in an annotation', async () => {
      const { spec: { template, selector } = {} } = deployment('agent');
      if (!template || !selector) throw new Error('a Deployment has a template and a selector');
      const body = { metadata: { name: 'agent' }, spec: { template, selector } };
      const count = { 'deprecated.daemonset.template.generation': '1' };
      const made = await client.apps.createNamespacedDaemonSet({ namespace, body });
      expect(made.metadata?.annotations).toEqual(count);
      const patch = async (change: object) =>
        (await client.apps.patchNamespacedDaemonSet({ namespace, name: 'agent', body: change }, as('MergePatch')))
          .metadata?.annotations;
      expect(await patch({ spec: { minReadySeconds: 5 } })).toEqual(count);
      expect(await patch({ spec: { template: { metadata: { annotations: { a: 'b' } } } } })).toEqual({
        'deprecated.daemonset.template.generation': '2',
      });
    });

    it('refuses what is there already, what is not there, and what has no namespace', async () => {
      const body = { metadata: { name: 'twice' } };
      await client.core.createNamespacedConfigMap({ namespace, body });
      const again = await refusalOf(client.core.createNamespacedConfigMap({ namespace, body }));
      expect(again).toMatchObject({
        kind: 'Status',
        apiVersion: 'v1',
        status: 'Failure',
        reason: 'AlreadyExists',
        code: 409,
      });
      expect(again.message).toBe('configmaps "twice" already exists');
      const missing = await refusalOf(client.apps.readNamespacedDeployment({ namespace, name: 'nobody' }));
      expect(missing).toMatchObject({ reason: 'NotFound', code: 404, message: 'deployments.apps "nobody" not found' });
      expect(missing.details).toMatchObject({ name: 'nobody', group: 'apps', kind: 'deployments' });
      const nowhere = await refusalOf(client.core.createNamespacedConfigMap({ namespace: 'nowhere', body }));
      expect(nowhere).toMatchObject({ code: 404, message: 'namespaces "nowhere" not found' });
    });

    it('lets only one of two writers with the same resourceVersion win', async () => {
      const made = await client.core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'race' } } });
      await client.core.replaceNamespacedConfigMap({ namespace, name: 'race', body: { ...made, data: { a: '1' } } });
      const late = await refusalOf(
        client.core.replaceNamespacedConfigMap({ namespace, name: 'race', body: { ...made, data: { a: '2' } } }),
      );
      expect(late).toMatchObject({ reason: 'Conflict', code: 409 });
      expect(late.message).toBe(
        'Operation cannot be fulfilled on configmaps "race": the object has been modified; please apply your changes to the latest version and try again',
      );
    });

    it('counts a generation for each change of the spec, and only then', async () => {
      await client.apps.createNamespacedDeployment({ namespace, body: deployment('gen', 'x:1', { paused: true }) });
      const patch = (body: object) =>
        client.apps.patchNamespacedDeployment({ namespace, name: 'gen', body }, as('MergePatch'));
      expect((await patch({ metadata: { labels: { a: 'b' } } })).metadata?.generation).toBe(1);
      const changed = await patch({ spec: { replicas: 1 } });
      expect(changed.metadata?.generation).toBe(2);
      const same = await patch({ spec: { replicas: 1 } });
      expect(same.metadata?.generation).toBe(2);
    });

    it('keeps spec and status apart', async () => {
      const pdb = {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { name: 'split', namespace },
        spec: { minAvailable: 1, selector: { matchLabels: { a: 'b' } } },
      };
      await client.objects.create(pdb);
      const viaMain = await client.objects.patch<typeof pdb & { status?: { disruptionsAllowed?: number } }>(
        { ...pdb, status: { disruptionsAllowed: 41 } } as never,
        undefined,
        undefined,
        undefined,
        undefined,
        'application/merge-patch+json',
      );
      expect(viaMain.status?.disruptionsAllowed ?? 0).not.toBe(41);
    });

    it('stores nothing on a dry run', async () => {
      const body = { metadata: { name: 'dry' } };
      const made = await client.core.createNamespacedConfigMap({ namespace, body, dryRun: 'All' });
      expect(made.metadata?.name).toBe('dry');
      expect(await refusalOf(client.core.readNamespacedConfigMap({ namespace, name: 'dry' }))).toMatchObject({
        code: 404,
      });
    });

    it('selects by labels and fields, and pages through one consistent state', async () => {
      const space = await createNamespace(client);
      for (const name of ['a', 'b', 'c', 'd', 'e']) {
        const labels = { parity: 'ace'.includes(name) ? 'odd' : 'even', name };
        await client.core.createNamespacedConfigMap({ namespace: space, body: { metadata: { name, labels } } });
      }
      const names = async (query: object): Promise<(string | undefined)[]> =>
        (await client.core.listNamespacedConfigMap({ namespace: space, ...query })).items.map(
          (item) => item.metadata?.name,
        );
      expect(await names({ labelSelector: 'parity=odd' })).toEqual(['a', 'c', 'e']);
      expect(await names({ labelSelector: 'parity!=odd,name in (b, d)' })).toEqual(['b', 'd']);
      expect(await names({ labelSelector: 'name notin (a,b,c),parity' })).toEqual(['d', 'e']);
      expect(await names({ fieldSelector: 'metadata.name=c' })).toEqual(['c']);
      const first = await client.core.listNamespacedConfigMap({ namespace: space, limit: 2, labelSelector: 'name' });
      expect(first.items.map((item) => item.metadata?.name)).toEqual(['a', 'b']);
      await client.core.deleteNamespacedConfigMap({ namespace: space, name: 'd' });
      const _continue = first.metadata?._continue ?? '';
      const rest = await client.core.listNamespacedConfigMap({
        namespace: space,
        limit: 9,
        labelSelector: 'name',
        _continue,
      });
      expect(rest.items.map((item) => item.metadata?.name)).toEqual(['c', 'd', 'e']);
      expect(rest.metadata?.resourceVersion).toBe(first.metadata?.resourceVersion);
      const bad = await refusalOf(client.core.listNamespacedConfigMap({ namespace: space, labelSelector: 'a ==== b' }));
      expect(bad).toMatchObject({ code: 400, reason: 'BadRequest' });
    });

    it('holds a deleted object until its finalizers are gone', async () => {
      const body = { metadata: { name: 'held', finalizers: ['example.com/hold'] } };
      await client.core.createNamespacedConfigMap({ namespace, body });
      await client.core.deleteNamespacedConfigMap({ namespace, name: 'held' });
      const marked = await client.core.readNamespacedConfigMap({ namespace, name: 'held' });
      expect(marked.metadata?.deletionTimestamp).toBeInstanceOf(Date);
      const patch = { metadata: { finalizers: null } };
      await client.core.patchNamespacedConfigMap({ namespace, name: 'held', body: patch }, as('MergePatch'));
      expect(await refusalOf(client.core.readNamespacedConfigMap({ namespace, name: 'held' }))).toMatchObject({
        code: 404,
      });
    });

    it('deletes only the object that was meant', async () => {
      await client.core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'meant' } } });
      const preconditions = { uid: '00000000-0000-0000-0000-000000000000' };
      const other = await refusalOf(
        client.core.deleteNamespacedConfigMap({ namespace, name: 'meant', body: { preconditions } }),
      );
      expect(other).toMatchObject({ code: 409, reason: 'Conflict' });
      const deleted = await client.core.deleteNamespacedConfigMap({ namespace, name: 'meant' });
      expect(deleted).toMatchObject({ kind: 'Status', status: 'Success', details: { name: 'meant' } });
    });
  });
}
