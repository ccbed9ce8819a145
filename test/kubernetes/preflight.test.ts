import { createClusters } from '../../src/platform/kube/index.ts';
import { preflightContract } from '../contract/preflight/suite.ts';
import { installIstio } from '../support/kubernetes/istio.ts';
import { startKubernetes } from '../support/kubernetes/server.ts';

preflightContract('on a real API server', async () => {
  const server = await startKubernetes({ users: ['stranger'] });
  await installIstio(server.kubeconfig());
  const clusters = createClusters({
    real: { inline: server.kubeconfig() },
    stranger: { inline: server.kubeconfig('stranger') },
  });
  const kube = clusters('real');
  const namespace = 'preflight';
  await kube.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const rules = [
    { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get'] },
    { apiGroups: [''], resources: ['services'], verbs: ['get'] },
  ];
  const metadata = { name: 'looks', namespace };
  const rbac = 'rbac.authorization.k8s.io';
  await kube.create({ apiVersion: `${rbac}/v1`, kind: 'Role', metadata, rules });
  await kube.create({
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: rbac, kind: 'Role', name: 'looks' },
    subjects: [{ apiGroup: rbac, kind: 'User', name: 'stranger' }],
  });
  return {
    kube,
    stranger: () => clusters('stranger'),
    namespace,
    async close() {
      await clusters.close();
      await server.close();
    },
  };
});
