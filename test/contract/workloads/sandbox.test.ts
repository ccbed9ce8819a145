import { afterAll, beforeAll, describe } from 'vitest';
import { createCluster, NODE_NAME, type SandboxCluster } from '../../../sandbox/cluster/index.ts';
import { subjects } from './subjects.ts';
import { workloadSuite } from './suite.ts';

describe('on the sandbox cluster', () => {
  let cluster: SandboxCluster;
  beforeAll(async () => {
    cluster = await createCluster();
  });
  afterAll(() => cluster.close());
  const target = () => ({
    kubeconfig: cluster.kubeconfig(),
    nodeName: NODE_NAME,
    capabilities: { trafficResources: true },
  });
  for (const subject of Object.values(subjects)) workloadSuite(target, subject);
});
