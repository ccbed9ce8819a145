import type { SandboxWorld } from '../../sandbox/world/start.ts';

/** Resolves as soon as the condition holds, looking at every change in the cluster. */
export function until(cluster: SandboxWorld['cluster'], holds: () => boolean): Promise<void> {
  if (holds()) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = cluster.objects.on(() => {
      if (!holds()) return;
      stop();
      resolve();
    });
  });
}

/** Resolves when every Deployment of the world has all its pods ready. */
export function allAvailable({ cluster }: Pick<SandboxWorld, 'cluster'>): Promise<void> {
  return until(cluster, () =>
    cluster.objects.list('deployments').every((deployment) => {
      const { spec } = deployment as { spec?: { replicas?: number } };
      return readyReplicas(deployment) >= (spec?.replicas ?? 1);
    }),
  );
}

/** How many pods of a Deployment are ready; none where it is not there. */
export function readyReplicas(deployment: object | undefined): number {
  return (deployment as { status?: { readyReplicas?: number } } | undefined)?.status?.readyReplicas ?? 0;
}
