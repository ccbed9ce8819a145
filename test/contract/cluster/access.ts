import { beforeAll, describe, expect, it } from 'vitest';
import { as, type Client, connect, createNamespace, deployment, refusalOf } from './client.ts';
import type { ClusterTarget } from './target.ts';

/** Who may do what, and how one asks. */
export function accessSuite(target: () => ClusterTarget): void {
  describe('access', () => {
    let client: Client;
    let namespace: string;
    beforeAll(async () => {
      client = connect(target().kubeconfig);
      namespace = await createNamespace(client);
      await client.apps.createNamespacedDeployment({ namespace, body: deployment('web', 'x:1', { paused: true }) });
    });

    it('tells its version to everybody and refuses an unknown token', async () => {
      expect((await client.version.getCode()).major).toBe('1');
      const stranger = connect(target().kubeconfig.replace(/token: .*/, 'token: wrong'));
      // The client drops the body of a 401, so its code is what can be compared.
      await expect(stranger.core.listNamespace()).rejects.toMatchObject({ code: 401 });
    });

    it('lets a user do what the rules say, and explains what they do not', async (context) => {
      const { restricted } = target();
      if (restricted === undefined) return context.skip();
      const user = connect(restricted.kubeconfig);
      expect((await user.apps.listNamespacedDeployment({ namespace })).items).toHaveLength(1);
      const body = { spec: { replicas: 3 } };
      await user.apps.patchNamespacedDeploymentScale({ namespace, name: 'web', body }, as('MergePatch'));
      const refused = await refusalOf(
        user.apps.patchNamespacedDeployment({ namespace, name: 'web', body }, as('MergePatch')),
      );
      expect(refused).toMatchObject({ code: 403, reason: 'Forbidden' });
      expect(refused.message).toBe(
        `deployments.apps "web" is forbidden: User "${restricted.name}" cannot patch resource "deployments" in API group "apps" in the namespace "${namespace}"`,
      );
    });

    it('answers the question before the deed', async (context) => {
      const { restricted } = target();
      if (restricted === undefined) return context.skip();
      const user = connect(restricted.kubeconfig);
      const ask = async (verb: string, subresource?: string) => {
        const resourceAttributes = {
          namespace,
          verb,
          group: 'apps',
          resource: 'deployments',
          ...(subresource ? { subresource } : {}),
        };
        const answer = await user.authorization.createSelfSubjectAccessReview({
          body: { spec: { resourceAttributes } },
        });
        return answer.status?.allowed;
      };
      expect([await ask('list'), await ask('patch'), await ask('patch', 'scale')]).toEqual([true, false, true]);
    });
  });
}
