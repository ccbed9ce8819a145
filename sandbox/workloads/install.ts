import { connectKube, KubeError } from './kube-client.ts';
import { type Manifest, manifestsOf } from './manifests.ts';
import type { World } from './world.ts';

export interface InstallOptions {
  /** `host:port` of the registry that the images are named after. */
  registryHost: string;
  /** Only the environments on this cluster; default: all of them. */
  cluster?: string;
}

const collections: Record<string, string> = {
  Namespace: 'namespaces',
  Deployment: 'deployments',
  StatefulSet: 'statefulsets',
  DaemonSet: 'daemonsets',
  Service: 'services',
  VirtualService: 'virtualservices',
  DestinationRule: 'destinationrules',
  HTTPRoute: 'httproutes',
};

/**
 * Creates a world's namespaces, workloads, services and routes on a cluster, as its users would have. What exists is
 * left as it is. Throws a KubeError where the server refuses, such as for kinds whose definition is not installed.
 */
export async function installWorld(
  cluster: { kubeconfig(): string | Promise<string> },
  world: World,
  options: InstallOptions,
): Promise<void> {
  const kube = connectKube(await cluster.kubeconfig());
  try {
    for (const manifest of manifestsOf(world, options.registryHost, options.cluster)) {
      await kube.post(`${collectionPath(manifest)}?fieldManager=shop-delivery`, manifest).catch((error: unknown) => {
        if (!(error instanceof KubeError && error.status === 409)) throw error;
      });
    }
  } finally {
    await kube.close();
  }
}

function collectionPath({ apiVersion, kind, metadata }: Manifest): string {
  const root = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
  const namespace = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
  const collection = collections[kind];
  if (collection === undefined) throw new Error(`The world has no place for objects of kind ${kind}`);
  return `${root}${namespace}/${collection}`;
}
