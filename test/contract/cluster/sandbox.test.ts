import { afterAll, beforeAll, describe } from 'vitest';
import { createCluster, NODE_NAME, type SandboxCluster } from '../../../sandbox/cluster/index.ts';
import { clusterSuite } from './suite.ts';
import type { ClusterTarget } from './target.ts';

describe('the sandbox cluster', () => {
  let cluster: SandboxCluster;
  let target: ClusterTarget;
  beforeAll(async () => {
    const rules = [
      { verbs: ['get', 'list', 'watch'], apiGroups: ['apps'], resources: ['deployments'] },
      { verbs: ['patch'], apiGroups: ['apps'], resources: ['deployments/scale'] },
    ];
    let cpu = 0;
    cluster = await createCluster({
      users: { reader: { rules } },
      cpuOf: () => cpu,
      memoryOf: () => 64 * 1024 ** 2,
      autoscaleMs: 500,
    });
    target = {
      kubeconfig: cluster.kubeconfig(),
      nodeName: NODE_NAME,
      restricted: { kubeconfig: cluster.kubeconfig('reader'), name: 'reader' },
      capabilities: {
        trafficResources: true,
        useCpu: (millicores) => {
          cpu = millicores;
        },
        expireHistory: async () => cluster.objects.compact(),
      },
    };
  });
  afterAll(() => cluster.close());
  clusterSuite(() => target);
});
