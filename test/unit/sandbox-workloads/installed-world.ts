import { expect, vi } from 'vitest';
import { createCluster } from '../../../sandbox/cluster/index.ts';
import { createRegistry } from '../../../sandbox/registry/index.ts';
import { defaultWorld, installWorld, repositoriesOf, startWorkloads } from '../../../sandbox/workloads/index.ts';
import { connectKube } from '../../../sandbox/workloads/kube-client.ts';

const timing = {
  start: [1, 5],
  ready: [1, 5],
  crash: 10,
  oom: 50,
  backoff: 20,
  backoffMax: 100,
  terminate: [1, 5],
} as const;
/** How long to wait for what the simulated world does by itself, in milliseconds. */
export const soon = { timeout: 15_000, interval: 20 };

interface SeenPod {
  metadata: { name: string; annotations?: Record<string, string> };
  spec: { containers: { image: string }[]; nodeName?: string };
  status: {
    phase: string;
    podIP?: string;
    containerStatuses?: {
      restartCount: number;
      imageID: string;
      state: { waiting?: { reason: string } };
      lastState: { terminated?: { exitCode: number; reason: string } };
    }[];
  };
}
interface SeenDeployment {
  metadata: { name: string; namespace: string; generation: number };
  spec: { replicas: number };
  status?: { availableReplicas?: number; updatedReplicas?: number; replicas?: number; observedGeneration?: number };
}

function settled({ metadata, spec, status }: SeenDeployment): boolean {
  const counts = [status?.availableReplicas, status?.updatedReplicas, status?.replicas];
  return counts.every((count) => count === spec.replicas) && status?.observedGeneration === metadata.generation;
}

/** The whole simulated world on the sandbox's own cluster, over its HTTPS API; times are cut short. */
export async function startWorld() {
  const errors: unknown[] = [];
  const registry = await createRegistry({ repositories: repositoriesOf(defaultWorld) });
  const cluster = await createCluster();
  const kubeconfig = cluster.kubeconfig();
  await installWorld(cluster, defaultWorld, { registryHost: registry.host });
  const { images } = registry;
  const workloads = await startWorkloads({
    kubeconfig,
    world: defaultWorld,
    images,
    timing,
    tickMs: 0,
    onError: (error) => errors.push(error),
  });
  const kube = connectKube(kubeconfig);
  async function deployments(): Promise<SeenDeployment[]> {
    return ((await kube.get('/apis/apps/v1/deployments')) as { items: SeenDeployment[] }).items;
  }
  return {
    cluster,
    registry,
    workloads,
    kube,
    deployments,
    async podsOf(service: string, namespace = 'production'): Promise<SeenPod[]> {
      const list = await kube.get(`/api/v1/namespaces/${namespace}/pods?labelSelector=app%3D${service}`);
      return (list as { items: SeenPod[] }).items;
    },
    allSettled: () =>
      vi.waitFor(async () => expect((await deployments()).filter((one) => !settled(one))).toEqual([]), soon),
    /** Ends everything; fails where the workloads met an error in all that time. */
    async stop(): Promise<void> {
      await workloads.stop();
      await Promise.all([kube.close(), cluster.close(), registry.close()]);
      expect(errors).toEqual([]);
    },
  };
}
