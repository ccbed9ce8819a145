import { type CpuOf, startMetricsApi } from './metrics-api.ts';
import { type KubernetesOptions, type RealKubernetes, startKubernetes } from './server.ts';

const hurried = ['--horizontal-pod-autoscaler-sync-period=2s'];

/** A Kubernetes that knows what pods use, and whose own autoscaler looks every two seconds. */
export async function startAutoscaledKubernetes(
  cpuOf: CpuOf,
  { reach = () => undefined, ...options }: Omit<KubernetesOptions, 'tuning'> = {},
): Promise<RealKubernetes> {
  const metrics = await startMetricsApi(cpuOf);
  const cluster = await startKubernetes({
    ...options,
    tuning: hurried,
    reach: (host) => metrics.reach(host) ?? reach(host),
  }).catch(async (error: unknown) => {
    await metrics.stop();
    throw error;
  });
  const close = () => cluster.close().finally(metrics.stop);
  await metrics.register(cluster.kubeconfig()).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return { ...cluster, close };
}
