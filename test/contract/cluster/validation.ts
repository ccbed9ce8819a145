import { beforeAll, describe, expect, it } from 'vitest';
import { as, type Client, connect, createNamespace, deployment, refusalOf } from './client.ts';
import type { ClusterTarget } from './target.ts';

/** What the server refuses, and in which words. */
export function validationSuite(target: () => ClusterTarget): void {
  describe('validation', () => {
    let client: Client;
    let namespace: string;
    beforeAll(async () => {
      client = connect(target().kubeconfig);
      namespace = await createNamespace(client);
    });
    const create = (body: ReturnType<typeof deployment>) =>
      refusalOf(client.apps.createNamespacedDeployment({ namespace, body }));

    it('refuses names that are not DNS names', async () => {
      const refused = await create(deployment('Not_A_Name'));
      expect(refused).toMatchObject({
        code: 422,
        reason: 'Invalid',
        details: { name: 'Not_A_Name', kind: 'Deployment', group: 'apps' },
      });
      const cause = refused.details?.causes?.find((each) => each.field === 'metadata.name');
      expect(cause).toMatchObject({ reason: 'FieldValueInvalid' });
      expect(cause?.message).toContain('a lowercase RFC 1123 subdomain must consist of');
    });

    it('refuses labels and annotations with impossible keys', async () => {
      const named = deployment('named');
      const annotations = { '/b': '1', 'a/b/c': '2', 'x/y~z': '3', 'fine.example/Key_1': 'any text!' };
      const labels = { ...named.metadata.labels, '-bad': 'ok' };
      const refused = await create({ ...named, metadata: { ...named.metadata, labels, annotations } as never });
      const told = (refused.details?.causes ?? []).map(
        ({ field, message }) => `${field} ${message.split(' (e.g.')[0]}`,
      );
      const part = "alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
      expect(told.sort()).toEqual([
        'metadata.annotations Invalid value: "/b": prefix part must be non-empty',
        `metadata.annotations Invalid value: "a/b/c": a valid label key must consist of ${part}`,
        `metadata.annotations Invalid value: "x/y~z": name part must consist of ${part}`,
        `metadata.labels Invalid value: "-bad": name part must consist of ${part}`,
      ]);
    });

    it('refuses a selector that does not match its own template', async () => {
      const body = deployment('astray', 'x:1', { selector: { matchLabels: { app: 'other' } } });
      const refused = await create(body);
      expect(refused.message).toContain('`selector` does not match template `labels`');
      expect(refused.details?.causes?.[0]?.field).toBe('spec.template.metadata.labels');
    });

    it('refuses a change of the selector', async () => {
      await client.apps.createNamespacedDeployment({ namespace, body: deployment('fixed', 'x:1', { paused: true }) });
      const labels = { app: 'fixed', tier: 'web' };
      const body = { spec: { selector: { matchLabels: labels }, template: { metadata: { labels } } } };
      const refused = await refusalOf(
        client.apps.patchNamespacedDeployment({ namespace, name: 'fixed', body }, as('MergePatch')),
      );
      expect(refused).toMatchObject({ code: 422, reason: 'Invalid' });
      expect(refused.message).toContain('field is immutable');
      expect(refused.details?.causes?.[0]?.field).toBe('spec.selector');
    });

    it('refuses a container without an image and impossible numbers', async () => {
      const { spec } = deployment('x');
      const template = { ...spec.template, spec: { containers: [{ name: 'app', image: '', env: [] }] } };
      const noImage = await create({ ...deployment('bare'), spec: { ...spec, template } });
      expect(noImage.code).toBe(422);
      expect((await create(deployment('minus', 'x:1', { replicas: -1 }))).message).toContain(
        'must be greater than or equal to 0',
      );
      const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } };
      expect((await create(deployment('stuck', 'x:1', { strategy }))).message).toContain(
        'may not be 0 when `maxSurge` is 0',
      );
    });

    it('refuses a service without ports and a body of the wrong type', async () => {
      const noPorts = await refusalOf(
        client.core.createNamespacedService({
          namespace,
          body: { metadata: { name: 's' }, spec: { selector: { a: 'b' } } },
        }),
      );
      expect(noPorts.message).toBe('Service "s" is invalid: spec.ports: Required value');
      const body = { spec: { replicas: 'three' } };
      await client.apps.createNamespacedDeployment({ namespace, body: deployment('typed', 'x:1', { paused: true }) });
      const wrong = await refusalOf(
        client.apps.patchNamespacedDeployment({ namespace, name: 'typed', body }, as('MergePatch')),
      );
      expect([400, 422]).toContain(wrong.code);
    });

    it('refuses changes of a pod that only a new pod can have', async () => {
      const spec = { containers: [{ name: 'app', image: 'x:1' }] };
      await client.core.createNamespacedPod({ namespace, body: { metadata: { name: 'solid' }, spec } });
      const body = { spec: { hostNetwork: true } };
      const refused = await refusalOf(
        client.core.patchNamespacedPod({ namespace, name: 'solid', body }, as('MergePatch')),
      );
      expect(refused).toMatchObject({ code: 422, reason: 'Invalid' });
      expect(refused.message).toContain('pod updates may not change fields other than');
    });
  });
}
