import { afterAll, beforeAll } from 'vitest';
import { createCluster, type SandboxCluster } from '../../../sandbox/cluster/index.ts';
import { createClusters } from '../../../src/platform/kube/index.ts';
import { createFakeKube } from '../../support/fake-kube.ts';
import { runWorkloads } from '../../support/fake-workloads.ts';
import { configurationSuite } from './suite.ts';

configurationSuite('in memory', async () => {
  const kube = createFakeKube({ cluster: 'eu-1' });
  runWorkloads(kube);
  return { kube, namespace: 'shop' };
});

let cluster: SandboxCluster;
let clusters: ReturnType<typeof createClusters>;
let namespaces = 0;

beforeAll(async () => {
  cluster = await createCluster({ autoReady: true });
  clusters = createClusters({ 'eu-1': { inline: cluster.kubeconfig() } });
});
afterAll(async () => {
  await clusters.close();
  await cluster.close();
});

configurationSuite('on the sandbox cluster', async () => {
  namespaces += 1;
  const namespace = `shop-${namespaces}`;
  cluster.objects.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  return { kube: clusters('eu-1'), namespace };
});
