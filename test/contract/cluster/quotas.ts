import { describe, expect, it, vi } from 'vitest';
import { as, deployment, refusalOf } from './client.ts';
import { rolloutStage, soon } from './rollout-stage.ts';
import type { ClusterTarget } from './target.ts';

const resources = { requests: { cpu: '250m', memory: '64Mi' }, limits: { memory: '128Mi' } };
const container = (more: object = {}) => ({ name: 'app', image: 'example/web:1', resources, ...more });

/** What a ResourceQuota says of its namespace, and what it refuses. */
export function quotaSuite(target: () => ClusterTarget): void {
  describe('quotas', () => {
    const stage = rolloutStage(target);
    const where = () => ({ namespace: stage.namespace, name: 'compute' });
    const quota = (hard: Record<string, string>, scopes?: string[]) =>
      stage.client.core.createNamespacedResourceQuota({
        namespace: stage.namespace,
        body: { metadata: { name: 'compute' }, spec: { hard, ...(scopes ? { scopes } : {}) } },
      });
    const status = async () => (await stage.client.core.readNamespacedResourceQuota(where())).status;
    const says = (used: Record<string, string>) =>
      vi.waitFor(async () => expect((await status())?.used).toEqual(used), soon);
    const pod = (name: string, spec: object = {}) =>
      stage.client.core.createNamespacedPod({
        namespace: stage.namespace,
        body: { metadata: { name }, spec: { containers: [container()], ...spec } },
      });
    async function given(replicas: number) {
      const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [container()] } };
      const body = deployment('web', 'example/web:1', { replicas, template });
      await stage.client.apps.createNamespacedDeployment({ namespace: stage.namespace, body });
      await stage.complete('web', 'example/web:1');
    }

    it('say how much is used of what they limit, as pods come and go', async () => {
      await given(3);
      const hard = {
        pods: '10',
        'requests.cpu': '2',
        memory: '1Gi',
        'limits.memory': '2Gi',
        'count/deployments.apps': '5',
        services: '3',
      };
      await quota(hard);
      const used = {
        'requests.cpu': '750m',
        memory: '192Mi',
        'limits.memory': '384Mi',
        'count/deployments.apps': '1',
        services: '0',
      };
      await says({ pods: '3', ...used });
      expect((await status())?.hard).toEqual(hard);
      await stage.patch('web', { spec: { replicas: 4 } });
      await says({ pods: '4', ...used, 'requests.cpu': '1', memory: '256Mi', 'limits.memory': '512Mi' });
    });

    it('say nothing of what they no longer limit', async () => {
      await quota({ pods: '10', services: '3' });
      await says({ pods: '0', services: '0' });
      const body = { spec: { hard: { services: null } } };
      await stage.client.core.patchNamespacedResourceQuota({ ...where(), body }, as('MergePatch'));
      await says({ pods: '0' });
      expect((await status())?.hard).toEqual({ pods: '10' });
    });

    it('refuse what is over them, and what does not say how much it wants', async () => {
      await quota({ 'requests.cpu': '300m', pods: '10' });
      await says({ 'requests.cpu': '0', pods: '0' });
      await pod('first');
      await says({ 'requests.cpu': '250m', pods: '1' });
      const over = await refusalOf(pod('second'));
      expect(over.message).toContain(
        'exceeded quota: compute, requested: requests.cpu=250m, used: requests.cpu=250m, limited: requests.cpu=300m',
      );
      const unsaid = await refusalOf(pod('third', { containers: [container({ resources: {} })] }));
      expect(unsaid.message).toContain('failed quota: compute: must specify requests.cpu for: app');
    });

    it('count only what their scopes take', async () => {
      await quota({ pods: '10' }, ['BestEffort']);
      await says({ pods: '0' });
      await pod('wants');
      await pod('wants-nothing', { containers: [container({ resources: {} })] });
      await says({ pods: '1' });
    });
  });
}
