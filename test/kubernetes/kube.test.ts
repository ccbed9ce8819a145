import { createClusters } from '../../src/platform/kube/index.ts';
import { kubeContract } from '../contract/kube/suite.ts';
import { installIstio } from '../support/kubernetes/istio.ts';
import { startKubernetes } from '../support/kubernetes/server.ts';

kubeContract('over HTTPS, on a real API server', async () => {
  const server = await startKubernetes();
  await installIstio(server.kubeconfig());
  const clusters = createClusters({ real: { inline: server.kubeconfig() } });
  const kube = clusters('real');
  await kube.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'contract' } });
  return {
    kube,
    namespace: 'contract',
    async close() {
      await clusters.close();
      await server.close();
    },
  };
});
