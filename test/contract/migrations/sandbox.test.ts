import { afterAll, beforeAll, vi } from 'vitest';
import { createCluster, type RunProgram, type SandboxCluster } from '../../../sandbox/cluster/index.ts';
import { connectKube } from '../../../sandbox/workloads/kube-client.ts';
import { createClusters } from '../../../src/platform/kube/index.ts';
import { jobKind } from '../../../src/workloads/job/state.ts';
import { podKind } from '../../../src/workloads/objects/refs.ts';
import { saysOfPod, soon } from './stage.ts';
import { migrationSuite } from './suite.ts';

let cluster: SandboxCluster;
let clusters: ReturnType<typeof createClusters>;
let admin: ReturnType<typeof connectKube>;
let namespaces = 0;
const running = new Map<string, (exitCode: number) => void>();
const run: RunProgram = async ({ pod }) => {
  const exitCode = await new Promise<number>((resolve) => running.set(pod, resolve));
  return { exitCode, log: '' };
};

beforeAll(async () => {
  cluster = await createCluster({ runProgram: run });
  clusters = createClusters({ here: { inline: cluster.kubeconfig() } });
  admin = connectKube(cluster.kubeconfig());
});
afterAll(async () => {
  await clusters.close();
  await admin.close();
  await cluster.close();
});

migrationSuite('on the sandbox cluster', async () => {
  namespaces += 1;
  const namespace = `shop-${namespaces}`;
  cluster.objects.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  running.clear();
  const kube = clusters('here');
  return {
    kube,
    namespace,
    say: saysOfPod(kube, admin, namespace),
    end: (job, phase) =>
      vi.waitFor(async () => {
        const pods = await kube.list(podKind, namespace, `job-name=${job}`);
        // A Job that was removed may have left pods of its own for a moment.
        const uid = (await kube.get({ ...jobKind, namespace, name: job }))?.metadata.uid;
        const own = pods.filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid));
        const end = own.flatMap(({ metadata }) => running.get(metadata.name) ?? []).at(-1);
        if (!end) throw new Error(`nothing of ${job} runs`);
        end(phase === 'Succeeded' ? 0 : 1);
      }, soon),
  };
});
