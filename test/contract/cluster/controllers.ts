import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { as, type Client, connect, createNamespace } from './client.ts';
import type { ClusterTarget } from './target.ts';

const slices = { group: 'discovery.k8s.io', version: 'v1', plural: 'endpointslices' };
const serviceName = 'kubernetes.io/service-name';
const managedBy = 'endpointslice.kubernetes.io/managed-by';

/** What the controllers of others (ingress, meshes) ask of a cluster. */
export function controllersSuite(target: () => ClusterTarget): void {
  describe("what others' controllers need", () => {
    let client: Client;
    let namespace: string;
    beforeAll(async () => {
      client = connect(target().kubeconfig);
      namespace = await createNamespace(client);
    });

    it('knows classes of ingresses', async () => {
      const name = `class-${randomBytes(4).toString('hex')}`;
      const apiVersion = 'networking.k8s.io/v1';
      const spec = { controller: 'example.com/ingress' };
      const made = await client.objects.create({ apiVersion, kind: 'IngressClass', metadata: { name }, spec });
      expect(made.metadata).toMatchObject({ name, generation: 1 });
      expect(made.metadata).not.toHaveProperty('namespace');
      await client.objects.delete(made);
    });

    it.each(['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'])('knows %ss', async (kind) => {
      const name = `hook-${randomBytes(4).toString('hex')}`;
      const hook = {
        name: 'check.example.com',
        clientConfig: { service: { namespace, name: 'check' } },
        // Of a group that nobody serves, so that it is never called.
        rules: [
          { operations: ['CREATE'], apiGroups: [`${name}.example.com`], apiVersions: ['v1'], resources: ['things'] },
        ],
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
      };
      const object = { apiVersion: 'admissionregistration.k8s.io/v1', kind, metadata: { name }, webhooks: [hook] };
      const made = (await client.objects.create(object)) as unknown as { webhooks: object[]; metadata: object };
      expect(made.metadata).toMatchObject({ generation: 1 });
      expect(made.webhooks[0]).toEqual({
        ...hook,
        clientConfig: { service: { namespace, name: 'check', port: 443 } },
        rules: [{ ...hook.rules[0], scope: '*' }],
        failurePolicy: 'Fail',
        matchPolicy: 'Equivalent',
        namespaceSelector: {},
        objectSelector: {},
        timeoutSeconds: 10,
        ...(kind === 'MutatingWebhookConfiguration' ? { reinvocationPolicy: 'Never' } : {}),
      });
      const fewer = { webhooks: [] };
      const patched = await client.custom.patchClusterCustomObject(
        { group: 'admissionregistration.k8s.io', version: 'v1', plural: `${kind.toLowerCase()}s`, name, body: fewer },
        as('MergePatch'),
      );
      expect(patched).toMatchObject({ metadata: { generation: 2 } });
      await client.objects.delete(object);
    });

    it('leaves EndpointSlices alone that somebody else made', async () => {
      const port = { port: 80, targetPort: 8080 };
      const service = (name: string, selector: Record<string, string> | undefined) =>
        client.core.createNamespacedService({
          namespace,
          body: { metadata: { name }, spec: { ports: [port], ...(selector ? { selector } : {}) } },
        });
      const byHand = (name: string) =>
        client.custom.createNamespacedCustomObject({
          ...slices,
          namespace,
          body: {
            apiVersion: 'discovery.k8s.io/v1',
            kind: 'EndpointSlice',
            metadata: { name: `${name}-by-hand`, labels: { [serviceName]: name } },
            addressType: 'IPv4',
            endpoints: [{ addresses: ['10.9.9.9'] }],
            ports: [{ port: 8080 }],
          },
        });
      const named = async (name: string) => {
        const labelSelector = `${serviceName}=${name}`;
        const { items } = (await client.custom.listNamespacedCustomObject({ ...slices, namespace, labelSelector })) as {
          items: { metadata: { name: string; labels: Record<string, string> } }[];
        };
        return items.map(({ metadata }) => metadata.labels[managedBy] ?? metadata.name).sort();
      };
      const controller = 'endpointslice-controller.k8s.io';
      await byHand('plain');
      await service('plain', undefined);
      await byHand('both');
      await service('both', { app: 'both' });
      await vi.waitFor(async () => expect(await named('both')).toEqual(['both-by-hand', controller]), 10_000);
      expect(await named('plain')).toEqual(['plain-by-hand']);
      // What loses its selector keeps its slices: they are somebody else's from then on.
      await client.core.patchNamespacedService(
        { namespace, name: 'both', body: { metadata: { labels: { touched: 'yes' } }, spec: { selector: null } } },
        as('MergePatch'),
      );
      await service('later', { app: 'later' });
      await vi.waitFor(async () => expect(await named('later')).toEqual([controller]), 10_000);
      expect(await named('both')).toEqual(['both-by-hand', controller]);
      expect(await named('plain')).toEqual(['plain-by-hand']);
    });
  });
}
