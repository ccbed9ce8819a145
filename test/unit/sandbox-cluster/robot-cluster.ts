import { CoreV1Api, CustomObjectsApi, KubeConfig } from '@kubernetes/client-node';
import { createCluster } from '../../../sandbox/cluster/index.ts';

/** Where the robot works. */
export const namespace = 'default';

/** The sandbox's cluster, and Kubernetes' own client of it as the robot, who may do all. */
export async function robotCluster() {
  const cluster = await createCluster({ users: { robot: { rules: 'admin' } } });
  const config = new KubeConfig();
  config.loadFromString(cluster.kubeconfig('robot'));
  return { cluster, config, core: config.makeApiClient(CoreV1Api), custom: config.makeApiClient(CustomObjectsApi) };
}
