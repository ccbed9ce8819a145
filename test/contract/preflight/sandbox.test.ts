import { createCluster } from '../../../sandbox/cluster/index.ts';
import { createClusters } from '../../../src/platform/kube/index.ts';
import { preflightContract } from './suite.ts';

preflightContract('on the sandbox cluster', async () => {
  const namespace = 'shop';
  const rules = [
    { verbs: ['get'], apiGroups: ['apps'], resources: ['deployments'], namespaces: [namespace] },
    { verbs: ['get'], resources: ['services'], namespaces: [namespace] },
  ];
  const cluster = await createCluster({ users: { stranger: { rules } } });
  cluster.objects.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const clusters = createClusters({
    admin: { inline: cluster.kubeconfig() },
    stranger: { inline: cluster.kubeconfig('stranger') },
  });
  return {
    kube: clusters('admin'),
    stranger: () => clusters('stranger'),
    namespace,
    async close() {
      await clusters.close();
      await cluster.close();
    },
  };
});
