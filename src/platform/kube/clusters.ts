import { KubeConfig } from '@kubernetes/client-node';
import { type Clusters, KubeError } from '../kube.ts';
import { createKube, type KubeClient, type KubeOptions } from './client.ts';

/** How a cluster is reached. */
export interface ClusterSettings {
  /** Path of a kubeconfig file. Without it: KUBECONFIG, `~/.kube/config`, or the pod's own service account. */
  kubeconfig?: string | undefined;
  /** The kubeconfig itself (YAML or JSON), instead of a path. */
  inline?: string | undefined;
  /** A context of the kubeconfig; its current one by default. */
  context?: string | undefined;
}

type ClosableClusters = Clusters & {
  names: readonly string[];
  close(): Promise<void>;
};

/**
 * The clusters of the environments by name. A kubeconfig is read when its cluster is first asked for, and again when its
 * credentials are refused; a missing file or context throws the first time. An unknown name is a `KubeError`: unreachable.
 */
export function createClusters(
  settings: Readonly<Record<string, ClusterSettings>>,
  options: Omit<KubeOptions, 'cluster' | 'kubeConfig'> = {},
): ClosableClusters {
  const open = new Map<string, KubeClient>();
  const known = new Map(Object.entries(settings));

  function cluster(name: string): KubeClient {
    const existing = open.get(name);
    if (existing) return existing;
    const setting = known.get(name);
    if (!setting) throw notHad(name, [...known.keys()]);
    const reload = () => loadKubeConfig(setting, name);
    const kube = createKube({ ...options, cluster: name, kubeConfig: reload(), reload });
    open.set(name, kube);
    return kube;
  }

  return Object.assign(cluster, {
    names: [...known.keys()],
    async close() {
      await Promise.all([...open.values()].map((kube) => kube.close()));
      open.clear();
    },
  });
}

/** For a release that is under way it is as a cluster that cannot be reached: it may come back with the next start. */
function notHad(name: string, known: readonly string[]): KubeError {
  return new KubeError(
    'unreachable',
    `the catalogue that this process started with has no cluster "${name}"; it has: ${known.join(', ') || 'none'}`,
  );
}

/** Reads the kubeconfig of one cluster. Throws where the file or the context is missing. */
function loadKubeConfig(setting: ClusterSettings, name: string): KubeConfig {
  const config = new KubeConfig();
  if (setting.inline !== undefined) config.loadFromString(setting.inline);
  else if (setting.kubeconfig !== undefined) config.loadFromFile(setting.kubeconfig);
  else config.loadFromDefault();
  if (setting.context !== undefined) {
    if (!config.getContextObject(setting.context)) {
      const contexts = config.getContexts().map((context) => context.name);
      throw new Error(
        `cluster "${name}": the kubeconfig has no context "${setting.context}"; it has: ${contexts.join(', ')}`,
      );
    }
    config.setCurrentContext(setting.context);
  }
  return config;
}
