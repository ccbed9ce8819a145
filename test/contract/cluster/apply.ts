import { beforeAll, describe, expect, it } from 'vitest';
import { as, type Client, connect, createNamespace, deployment, refusalOf } from './client.ts';
import type { ClusterTarget } from './target.ts';

/** Server-side apply: owners of fields, conflicts, removal. */
export function applySuite(target: () => ClusterTarget): void {
  describe('server-side apply', () => {
    let client: Client;
    let namespace: string;
    beforeAll(async () => {
      client = connect(target().kubeconfig);
      namespace = await createNamespace(client);
    });
    const apply = (body: { metadata: { name: string } }, fieldManager: string, force = false) =>
      client.apps.patchNamespacedDeployment(
        { namespace, name: body.metadata.name, body, fieldManager, force },
        as('ServerSideApply'),
      );
    const only = (name: string, spec: object) => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name },
      spec,
    });

    it('creates what is not there and notes who owns what', async () => {
      const made = await apply(deployment('fresh', 'x:1', { paused: true }), 'alice');
      const entry = made.metadata?.managedFields?.find((each) => each.manager === 'alice');
      expect(entry).toMatchObject({ operation: 'Apply', apiVersion: 'apps/v1', fieldsType: 'FieldsV1' });
      expect(entry?.fieldsV1).toMatchObject({
        'f:spec': {
          'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"app"}': { '.': {}, 'f:image': {} } } } },
        },
      });
    });

    it('changes nothing that is wanted the second time', async () => {
      const body = deployment('stays', 'x:1', { paused: true });
      const made = await apply(body, 'alice');
      const again = await apply(body, 'alice');
      expect(again.spec).toEqual(made.spec);
      expect(again.metadata?.generation).toBe(made.metadata?.generation);
    });

    it('changes nothing the second time', async () => {
      // Nobody else writes to a ConfigMap, as a controller writes a Deployment's status whenever it comes to it.
      const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'same' }, data: { a: '1' } };
      const given = { namespace, name: 'same', body, fieldManager: 'alice' };
      const made = await client.core.patchNamespacedConfigMap(given, as('ServerSideApply'));
      const again = await client.core.patchNamespacedConfigMap(given, as('ServerSideApply'));
      expect(again.metadata?.resourceVersion).toBe(made.metadata?.resourceVersion);
      const other = { ...given, body: { ...body, data: { a: '2' } } };
      const changed = await client.core.patchNamespacedConfigMap(other, as('ServerSideApply'));
      expect(changed.metadata?.resourceVersion).not.toBe(made.metadata?.resourceVersion);
    });

    it('refuses to take over a field, names its owner, and takes it by force', async () => {
      await apply(deployment('fought', 'x:1', { paused: true }), 'alice');
      const claim = only('fought', { replicas: 7 });
      const refused = await refusalOf(apply(claim, 'bob'));
      expect(refused).toMatchObject({ code: 409, reason: 'Conflict' });
      expect(refused.message).toBe('Apply failed with 1 conflict: conflict with "alice": .spec.replicas');
      expect(refused.details?.causes).toEqual([
        { reason: 'FieldManagerConflict', message: 'conflict with "alice"', field: '.spec.replicas' },
      ]);
      const forced = await apply(claim, 'bob', true);
      expect(forced.spec?.replicas).toBe(7);
      const back = await refusalOf(apply(deployment('fought', 'x:1', { paused: true }), 'alice'));
      expect(back.message).toContain('conflict with "bob"');
    });

    it('shares a field that both want the same, and keeps it until neither does', async () => {
      await apply(deployment('shared', 'x:1', { paused: true, minReadySeconds: 3 }), 'alice');
      await apply(only('shared', { minReadySeconds: 3 }), 'bob');
      const one = await apply(deployment('shared', 'x:1', { paused: true }), 'alice');
      expect(one.spec?.minReadySeconds).toBe(3);
      const none = await apply(only('shared', {}), 'bob');
      expect(none.spec?.minReadySeconds ?? 0).toBe(0);
    });

    it('removes list items that are no longer applied, and leaves those of others', async () => {
      const first = deployment('lists', 'x:1', { paused: true });
      await apply(first, 'alice');
      const side = { template: { spec: { containers: [{ name: 'side', image: 's:1' }] } } };
      const both = await apply(only('lists', side), 'bob');
      expect(both.spec?.template.spec?.containers.map((each) => each.name).sort()).toEqual(['app', 'side']);
      const env = await apply(
        only('lists', { template: { spec: { containers: [{ name: 'app', env: [{ name: 'Z', value: '26' }] }] } } }),
        'carol',
      );
      const app = env.spec?.template.spec?.containers.find((each) => each.name === 'app');
      expect(app?.env?.map((each) => each.name).sort()).toEqual(['A', 'Z']);
      const gone = await apply(only('lists', {}), 'bob');
      expect(gone.spec?.template.spec?.containers.map((each) => each.name)).toEqual(['app']);
    });

    it('sees plain updates as owners too', async () => {
      await apply(deployment('mixed', 'x:1', { paused: true }), 'alice');
      const body = { spec: { replicas: 9 } };
      await client.apps.patchNamespacedDeployment(
        { namespace, name: 'mixed', body, fieldManager: 'hand' },
        as('MergePatch'),
      );
      const refused = await refusalOf(apply(deployment('mixed', 'x:1', { paused: true }), 'alice'));
      expect(refused.message).toMatch(
        /^Apply failed with 1 conflict: conflict with "hand" using apps\/v1.*: \.spec\.replicas$/,
      );
    });

    it('wants to know who applies', async () => {
      const body = deployment('anonymous');
      const refused = await refusalOf(
        client.apps.patchNamespacedDeployment({ namespace, name: 'anonymous', body }, as('ServerSideApply')),
      );
      expect(refused.code).toBe(422);
      expect(refused.message).toContain('is required for apply patch');
    });
  });
}
