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
      const { spec, status } = deployment as { spec?: { replicas?: number }; status?: { readyReplicas?: number } };
      return (status?.readyReplicas ?? 0) >= (spec?.replicas ?? 1);
    }),
  );
}
