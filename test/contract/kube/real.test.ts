import { describe } from 'vitest';
import { createClusters } from '../../../src/platform/kube/index.ts';
import { kubeContract } from './suite.ts';

const kubeconfig = process.env['SLUICE_TEST_KUBECONFIG'];

/** Against a real API server, where one is given; it must know Istio's DestinationRule. */
describe.skipIf(kubeconfig === undefined)('with SLUICE_TEST_KUBECONFIG', () => {
  kubeContract('over HTTPS, on a real API server', async () => {
    const clusters = createClusters({ real: { kubeconfig } });
    const kube = clusters('real');
    const name = `sluice-contract-${Date.now().toString(36)}`;
    await kube.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    return {
      kube,
      namespace: name,
      async close() {
        await kube.remove({ apiVersion: 'v1', kind: 'Namespace', namespace: '', name }, { propagation: 'Background' });
        await clusters.close();
      },
    };
  });
});
