import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { as, type Client, connect, createNamespace, type Patch, refusalOf } from './client.ts';
import type { ClusterTarget } from './target.ts';

const VIRTUAL_SERVICE = { group: 'networking.istio.io', version: 'v1', plural: 'virtualservices' };
const DEFINITIONS = { group: 'apiextensions.k8s.io', version: 'v1', plural: 'customresourcedefinitions' };
const schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      required: ['size'],
      properties: {
        size: { type: 'integer', minimum: 1 },
        closed: { type: 'object' },
        steps: { type: 'array', items: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    },
    status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  },
};

function definition(group: string) {
  const names = { kind: 'Sluice', listKind: 'SluiceList', plural: 'sluices', singular: 'sluice' };
  const version = {
    name: 'v1',
    served: true,
    storage: true,
    schema: { openAPIV3Schema: schema },
    subresources: { status: {} },
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `sluices.${group}` },
    spec: { group, scope: 'Namespaced', names, versions: [version] },
  };
}

interface Custom {
  metadata: { resourceVersion: string; generation: number };
  spec: { size: number; steps?: unknown[]; unknown?: string };
  status?: { phase?: string };
}

/** Custom resources: their definition, schema, subresources, patches. */
export function customSuite(target: () => ClusterTarget): void {
  describe('custom resources', () => {
    let client: Client;
    let namespace: string;
    const group = `t${randomBytes(4).toString('hex')}.example.com`;
    beforeAll(async () => {
      client = connect(target().kubeconfig);
      namespace = await createNamespace(client);
      // As plain JSON: the client's own types drop what they do not know.
      await client.custom.createClusterCustomObject({ ...DEFINITIONS, body: definition(group) });
      await vi.waitFor(() => client.custom.listNamespacedCustomObject({ ...where() }), {
        timeout: 10_000,
        interval: 50,
      });
    });
    const where = () => ({ group, version: 'v1', plural: 'sluices', namespace });
    const create = async (name: string, spec: object) => {
      const body = { apiVersion: `${group}/v1`, kind: 'Sluice', metadata: { name }, spec };
      return (await client.custom.createNamespacedCustomObject({ ...where(), body })) as Custom;
    };
    const patch = async (name: string, kind: Patch, body: unknown, query: object = {}) =>
      (await client.custom.patchNamespacedCustomObject({ ...where(), name, body, ...query }, as(kind))) as Custom;

    it('checks the schema and drops what it does not know', async () => {
      const made = await create('known', { size: 2, unknown: 'gone', closed: { also: 'gone' } });
      expect(made.spec).toEqual({ size: 2, closed: {} });
      const refused = await refusalOf(create('none', {}));
      expect(refused).toMatchObject({ code: 422, reason: 'Invalid' });
      expect(refused.message).toContain('spec.size: Required value');
      expect((await refusalOf(create('text', { size: 'big' }))).message).toContain('must be of type integer: "string"');
    });

    it('refuses what it does not know, where it is asked to be strict', async () => {
      const body = (spec: object) => ({
        apiVersion: `${group}/v1`,
        kind: 'Sluice',
        metadata: { name: 'strict' },
        spec,
      });
      const write = (spec: object) =>
        client.custom.createNamespacedCustomObject({ ...where(), body: body(spec), fieldValidation: 'Strict' });
      const refused = await refusalOf(write({ size: 1, steps: [{ any: 1 }], closed: { also: 'known' } }));
      expect(refused).toMatchObject({ code: 400, reason: 'BadRequest' });
      expect(refused.message).toBe(
        'Sluice in version "v1" cannot be handled as a Sluice: strict decoding error: unknown field "spec.closed.also"',
      );
      await write({ size: 1, steps: [{ any: 1 }] });
      const replaced = { ...(await create('loose', { size: 1 })), spec: { size: 1, unknown: 'gone' } };
      const request = { ...where(), name: 'loose', body: replaced, fieldValidation: 'Strict', dryRun: 'All' };
      expect((await refusalOf(client.custom.replaceNamespacedCustomObject(request))).message).toContain(
        'unknown field "spec.unknown"',
      );
    });

    it('has no strategic merge, and replaces lists', async () => {
      await create('lists', { size: 1, steps: [{ a: 1 }, { b: 2 }] });
      expect(await refusalOf(patch('lists', 'StrategicMergePatch', {}))).toMatchObject({ code: 415 });
      const done = await patch('lists', 'MergePatch', { spec: { steps: [{ c: 3 }] } });
      expect(done.spec.steps).toEqual([{ c: 3 }]);
      expect(done.metadata.generation).toBe(2);
    });

    it('finds its way through a JSON patch by escaped names', async () => {
      await create('pointers', { size: 1, steps: [{ 'a~b/c': 1 }] });
      const done = await patch('pointers', 'JsonPatch', [{ op: 'replace', path: '/spec/steps/0/a~0b~1c', value: 2 }]);
      expect(done.spec.steps).toEqual([{ 'a~b/c': 2 }]);
    });

    it('keeps the status to its subresource', async () => {
      await create('split', { size: 1 });
      const viaMain = await patch('split', 'MergePatch', { status: { phase: 'Lie' } });
      expect(viaMain.status).toBeUndefined();
      const body = { spec: { size: 9 }, status: { phase: 'Open' } };
      const request = { ...where(), name: 'split', body };
      const done = (await client.custom.patchNamespacedCustomObjectStatus(request, as('MergePatch'))) as Custom;
      expect(done).toMatchObject({ spec: { size: 1 }, status: { phase: 'Open' }, metadata: { generation: 1 } });
    });

    it('wants a resourceVersion for a replacement', async () => {
      await create('whole', { size: 1 });
      const body = { apiVersion: `${group}/v1`, kind: 'Sluice', metadata: { name: 'whole' }, spec: { size: 2 } };
      const refused = await refusalOf(client.custom.replaceNamespacedCustomObject({ ...where(), name: 'whole', body }));
      expect(refused.message).toContain('metadata.resourceVersion: Invalid value: 0');
    });

    it('gives a list without list-type one owner as a whole', async (context) => {
      if (!target().capabilities.trafficResources) return context.skip();
      const route = (weight: number) => ({
        apiVersion: 'networking.istio.io/v1',
        kind: 'VirtualService',
        metadata: { name: 'web' },
        spec: { http: [{ route: [{ destination: { host: 'web' }, weight }] }] },
      });
      const hosts = { ...route(0), spec: { hosts: ['web'] } };
      const apply = (body: object, fieldManager: string) =>
        client.custom.patchNamespacedCustomObject(
          { ...VIRTUAL_SERVICE, namespace, name: 'web', body, fieldManager },
          as('ServerSideApply'),
        );
      await apply(hosts, 'owner');
      const both = (await apply(route(10), 'sluice')) as { spec: object };
      expect(both.spec).toEqual({ hosts: ['web'], http: route(10).spec.http });
      const refused = await refusalOf(apply(route(20), 'other'));
      expect(refused.message).toBe('Apply failed with 1 conflict: conflict with "sluice": .spec.http');
      const left = (await apply({ ...hosts, spec: {} }, 'sluice')) as { spec: object };
      expect(left.spec).toEqual({ hosts: ['web'] });
    });
  });
}
