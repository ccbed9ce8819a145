import { afterAll, beforeAll } from 'vitest';
import { connectKube } from '../../sandbox/workloads/kube-client.ts';
import { createClusters } from '../../src/platform/kube/index.ts';
import { saysOfPod } from '../contract/migrations/stage.ts';
import { migrationSuite } from '../contract/migrations/suite.ts';
import { startKubernetes } from '../support/kubernetes/server.ts';

let server: Awaited<ReturnType<typeof startKubernetes>>;
let clusters: ReturnType<typeof createClusters>;
let admin: ReturnType<typeof connectKube>;
let namespaces = 0;

beforeAll(async () => {
  server = await startKubernetes({});
  clusters = createClusters({ here: { inline: server.kubeconfig() } });
  admin = connectKube(server.kubeconfig());
}, 120_000);
afterAll(async () => {
  await clusters.close();
  await admin.close();
  await server.close();
});

/** There is no node: the test says what a kubelet would say. */
migrationSuite('on a real API server', async () => {
  namespaces += 1;
  const namespace = `shop-${namespaces}`;
  const kube = clusters('here');
  await kube.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const say = saysOfPod(kube, admin, namespace);
  return {
    kube,
    namespace,
    say,
    end: (job, phase) => say(job, { phase }),
  };
});
