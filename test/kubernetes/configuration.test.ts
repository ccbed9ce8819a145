import { afterAll, beforeAll } from 'vitest';
import { createClusters } from '../../src/platform/kube/index.ts';
import { configurationSuite } from '../contract/configuration/suite.ts';
import { startKubernetes } from '../support/kubernetes/server.ts';

let server: Awaited<ReturnType<typeof startKubernetes>>;
let clusters: ReturnType<typeof createClusters>;
let namespaces = 0;

beforeAll(async () => {
  server = await startKubernetes({});
  clusters = createClusters({ 'eu-1': { inline: server.kubeconfig() } });
}, 120_000);
afterAll(async () => {
  await clusters.close();
  await server.close();
});

configurationSuite('on a real API server', async () => {
  namespaces += 1;
  const namespace = `shop-${namespaces}`;
  const kube = clusters('eu-1');
  await kube.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  return { kube, namespace };
});
