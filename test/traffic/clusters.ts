import { createCluster } from '../../sandbox/cluster/index.ts';
import type { AnyCluster, MakeCluster } from '../../sandbox/world/start.ts';
import { installGatewayApi, installIstio } from '../support/kubernetes/istio.ts';
import { areBuilt } from '../support/kubernetes/programs.ts';
import { startKubernetes } from '../support/kubernetes/server.ts';

export const sandboxCluster: MakeCluster<AnyCluster> = () =>
  createCluster({
    name: 'sandbox',
    resolvePodAddress: (pod, port) => {
      const { podIP: host } = (pod['status'] ?? {}) as { podIP?: string };
      return host === undefined ? undefined : { host, port };
    },
  });

/** With the definitions of Istio and of the Gateway API. */
const realCluster: MakeCluster<AnyCluster> = async (reach) => {
  const cluster = await startKubernetes({ reach });
  try {
    await installIstio(cluster.kubeconfig());
    await installGatewayApi(cluster.kubeconfig());
  } catch (error) {
    await cluster.close();
    throw error;
  }
  return cluster;
};

const real = await areBuilt();
if (!real)
  process.stdout.write('No Kubernetes is built here (npm run test:kubernetes does it): on the sandbox only.\n');

/** The clusters that the tests of traffic run on: the sandbox's own, and a real API server with its controllers where one is built. */
export const clusters: [string, MakeCluster<AnyCluster>][] = [
  ["the sandbox's cluster", sandboxCluster],
  ...(real ? [['a real API server', realCluster] as [string, MakeCluster<AnyCluster>]] : []),
];
