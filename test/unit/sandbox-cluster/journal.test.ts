import { PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { namespace, robotCluster } from './robot-cluster.ts';

const { cluster, core, custom } = await robotCluster();
afterAll(() => cluster.close());

const merge = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);

describe('what the sandbox notes', () => {
  beforeEach(() => cluster.journal.clear());

  it('writes down who wrote what, how, and with which outcome', async () => {
    const body = { metadata: { name: 'noted' }, data: { a: '1' } };
    await core.createNamespacedConfigMap({ namespace, body, fieldManager: 'sluice' });
    await core.createNamespacedConfigMap({ namespace, body }).catch(() => {});
    await core.patchNamespacedConfigMap({ namespace, name: 'noted', body: { data: { a: '2' } } }, merge);
    await core.readNamespacedConfigMap({ namespace, name: 'noted' });
    expect(cluster.journal.entries()).toMatchObject([
      { user: 'robot', verb: 'create', resource: 'configmaps', namespace, fieldManager: 'sluice', code: 201 },
      { verb: 'create', code: 409 },
      {
        verb: 'patch',
        name: 'noted',
        contentType: 'application/merge-patch+json',
        body: '{"data":{"a":"2"}}',
        code: 200,
      },
    ]);
  });

  it('never keeps the content of a secret', async () => {
    const body = { metadata: { name: 'hidden' }, stringData: { token: 'swordfish' } };
    await core.createNamespacedSecret({ namespace, body });
    expect(JSON.stringify(cluster.journal.entries())).not.toContain('swordfish');
  });

  it('shows by its snapshot whether all is as it was', async () => {
    const route = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'web' },
      spec: { http: [{ route: [{ destination: { host: 'web' }, weight: 100 }] }] },
    };
    cluster.objects.create(route);
    const before = cluster.snapshot();
    const where = { group: 'networking.istio.io', version: 'v1', plural: 'virtualservices', namespace, name: 'web' };
    await custom.patchNamespacedCustomObject({ ...where, body: { metadata: { annotations: { a: 'b' } } } }, merge);
    expect(cluster.snapshot()).not.toBe(before);
    await custom.patchNamespacedCustomObject({ ...where, body: { metadata: { annotations: { a: null } } } }, merge);
    expect(cluster.snapshot()).toBe(before);
  });
});
