import { afterAll, beforeAll, vi } from 'vitest';
import { createCluster, type RunProgram, type SandboxCluster } from '../../../sandbox/cluster/index.ts';
import { createClusters } from '../../../src/platform/kube/index.ts';
import { soon } from './stage.ts';
import { migrationSuite } from './suite.ts';

let cluster: SandboxCluster;
let clusters: ReturnType<typeof createClusters>;
let namespaces = 0;
const running = new Map<string, (exitCode: number) => void>();
const run: RunProgram = async ({ pod }) => {
  const exitCode = await new Promise<number>((resolve) => running.set(pod, resolve));
  return { exitCode, log: '' };
};

beforeAll(async () => {
  cluster = await createCluster({ runProgram: run });
  clusters = createClusters({ here: { inline: cluster.kubeconfig() } });
});
afterAll(async () => {
  await clusters.close();
  await cluster.close();
});

migrationSuite('on the sandbox cluster', async () => {
  namespaces += 1;
  const namespace = `shop-${namespaces}`;
  cluster.objects.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  running.clear();
  return {
    kube: clusters('here'),
    namespace,
    end: (job, phase) =>
      vi.waitFor(() => {
        const found = [...running].find(([pod]) => pod.startsWith(`${job}-`));
        if (!found) throw new Error(`nothing of ${job} runs`);
        found[1](phase === 'Succeeded' ? 0 : 1);
      }, soon),
  };
});
