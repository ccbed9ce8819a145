import { beforeAll, describe, expect, it } from 'vitest';
import { as, type Client, connect, createNamespace, deployment, type Patch, refusalOf } from './client.ts';
import type { ClusterTarget } from './target.ts';

/** JSON, merge and strategic-merge patches. */
export function patchSuite(target: () => ClusterTarget): void {
  describe('patches', () => {
    let client: Client;
    let namespace: string;
    let count = 0;
    beforeAll(async () => {
      client = connect(target().kubeconfig);
      namespace = await createNamespace(client);
    });
    const fresh = async (): Promise<string> => {
      count += 1;
      const body = deployment(`p${count}`, 'x:1', { paused: true });
      await client.apps.createNamespacedDeployment({ namespace, body });
      return `p${count}`;
    };
    const patch = (name: string, kind: Patch, body: unknown) =>
      client.apps.patchNamespacedDeployment({ namespace, name, body }, as(kind));

    it('JSON patch: tests, adds, replaces, removes; a failed test changes nothing', async () => {
      const name = await fresh();
      const done = await patch(name, 'JsonPatch', [
        { op: 'test', path: '/spec/replicas', value: 2 },
        { op: 'replace', path: '/spec/replicas', value: 4 },
        { op: 'add', path: '/metadata/annotations', value: { 'a/b-c': '1' } },
        { op: 'add', path: '/metadata/annotations/x~1y-z', value: '2' },
        { op: 'remove', path: '/metadata/annotations/a~1b-c' },
      ]);
      expect(done.spec?.replicas).toBe(4);
      expect(done.metadata?.annotations).toMatchObject({ 'x/y-z': '2' });
      const failed = await refusalOf(
        patch(name, 'JsonPatch', [
          { op: 'replace', path: '/spec/replicas', value: 9 },
          { op: 'test', path: '/spec/paused', value: false },
        ]),
      );
      expect(failed).toMatchObject({ code: 422, reason: 'Invalid' });
      expect((await client.apps.readNamespacedDeployment({ namespace, name })).spec?.replicas).toBe(4);
    });

    it('merge patch: null removes, lists are replaced', async () => {
      const name = await fresh();
      const body = {
        metadata: { labels: { app: null, new: 'yes' } },
        spec: { template: { spec: { containers: [{ name: 'b', image: 'y:1' }] } } },
      };
      const done = await patch(name, 'MergePatch', body);
      expect(done.metadata?.labels).toEqual({ new: 'yes' });
      expect(done.spec?.template.spec?.containers.map((each) => each.name)).toEqual(['b']);
    });

    it('strategic-merge patch: lists merge by their keys', async () => {
      const name = await fresh();
      const containers = [
        { name: 'app', image: 'x:2', env: [{ name: 'B', value: '2' }] },
        { name: 'side', image: 's:1' },
      ];
      const done = await patch(name, 'StrategicMergePatch', { spec: { template: { spec: { containers } } } });
      const [first, second] = [...(done.spec?.template.spec?.containers ?? [])].sort((a, b) =>
        a.name < b.name ? -1 : 1,
      );
      expect(first).toMatchObject({ name: 'app', image: 'x:2' });
      expect(first?.env?.map((each) => each.name).sort()).toEqual(['A', 'B']);
      expect(second).toMatchObject({ name: 'side', image: 's:1' });
      const removal = { spec: { template: { spec: { containers: [{ $patch: 'delete', name: 'side' }] } } } };
      const without = await patch(name, 'StrategicMergePatch', removal);
      expect(without.spec?.template.spec?.containers.map((each) => each.name)).toEqual(['app']);
    });

    it('strategic-merge patch: changes the strategy only when the old members go', async () => {
      const name = await fresh();
      const strategy = { $retainKeys: ['type'], type: 'Recreate' };
      const done = await patch(name, 'StrategicMergePatch', { spec: { strategy } });
      expect(done.spec?.strategy).toEqual({ type: 'Recreate' });
      const back = await refusalOf(
        patch(name, 'StrategicMergePatch', { spec: { strategy: { rollingUpdate: { maxSurge: 1 } } } }),
      );
      expect(back.message).toContain("may not be specified when strategy `type` is 'Recreate'");
    });

    it('refuses a patch that rests on an old resourceVersion', async () => {
      const name = await fresh();
      const before = await client.apps.readNamespacedDeployment({ namespace, name });
      await patch(name, 'MergePatch', { spec: { replicas: 3 } });
      const { resourceVersion } = before.metadata ?? {};
      const late = await refusalOf(patch(name, 'MergePatch', { metadata: { resourceVersion }, spec: { replicas: 5 } }));
      expect(late).toMatchObject({ code: 409, reason: 'Conflict' });
    });

    it('sets the scale by its subresource', async () => {
      const name = await fresh();
      const scale = await client.apps.readNamespacedDeploymentScale({ namespace, name });
      expect(scale).toMatchObject({ kind: 'Scale', spec: { replicas: 2 }, status: { selector: `app=${name}` } });
      const body = { spec: { replicas: 6 } };
      await client.apps.patchNamespacedDeploymentScale({ namespace, name, body }, as('MergePatch'));
      expect((await client.apps.readNamespacedDeployment({ namespace, name })).spec?.replicas).toBe(6);
      const late = await refusalOf(
        client.apps.replaceNamespacedDeploymentScale({ namespace, name, body: { ...scale, spec: { replicas: 1 } } }),
      );
      expect(late.code).toBe(409);
    });
  });
}
