import { createCluster } from '../../../sandbox/cluster/index.ts';
import { createClusters } from '../../../src/platform/kube/index.ts';
import { kubeContract } from './suite.ts';

kubeContract('over HTTPS, on the sandbox cluster', async () => {
  const cluster = await createCluster();
  cluster.objects.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'contract' } });
  const clusters = createClusters({ sandbox: { inline: cluster.kubeconfig() } }, { timeoutMs: 5000 });
  return {
    kube: clusters('sandbox'),
    namespace: 'contract',
    async close() {
      await clusters.close();
      await cluster.close();
    },
  };
});
