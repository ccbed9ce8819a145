import { KubeConfig } from '@kubernetes/client-node';
import { systemClock } from '../clock.ts';
import { type Clusters, type Kube, KubeError } from '../kube.ts';
import { createKube, type KubeClient, type KubeOptions } from './client.ts';
import { unreachedKube } from './unreached.ts';

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

interface ClustersOptions extends Omit<KubeOptions, 'cluster' | 'kubeConfig'> {
  /** Told once why a cluster cannot be opened, and again only after it could be. */
  unopened?(cluster: string, why: string): void;
}

/**
 * The clusters of the environments by name. A kubeconfig is read when its cluster is first asked for, and again when its
 * credentials are refused. One that cannot be opened (unknown name, missing file or context) is as one that cannot be
 * reached: its calls throw a `KubeError`, and each tries again.
 */
export function createClusters(
  settings: Readonly<Record<string, ClusterSettings>>,
  { unopened, ...options }: ClustersOptions = {},
): ClosableClusters {
  const opened = new Map<string, KubeClient>();
  const waiting = new Map<string, Kube>();
  const told = new Set<string>();
  const known = new Map(Object.entries(settings));

  function open(name: string): KubeClient {
    const existing = opened.get(name);
    if (existing) return existing;
    const setting = known.get(name);
    if (!setting) throw notHad(name, [...known.keys()]);
    const reload = () => loadKubeConfig(setting, name);
    const kube = createKube({ ...options, cluster: name, kubeConfig: reload(), reload });
    opened.set(name, kube);
    told.delete(name);
    return kube;
  }

  function cluster(name: string): Kube {
    try {
      return open(name);
    } catch (error) {
      if (!(error instanceof KubeError)) throw error;
      if (!told.has(name)) unopened?.(name, error.message);
      told.add(name);
      const { clock = systemClock } = options;
      const kube = waiting.get(name) ?? unreachedKube({ cluster: name, open: () => open(name), clock });
      waiting.set(name, kube);
      return kube;
    }
  }

  return Object.assign(cluster, {
    names: [...known.keys()],
    async close() {
      await Promise.all([...opened.values()].map((kube) => kube.close()));
      opened.clear();
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

/** Reads the kubeconfig of one cluster. Throws a `KubeError` where the file or the context is missing. */
function loadKubeConfig(setting: ClusterSettings, name: string): KubeConfig {
  const config = new KubeConfig();
  try {
    if (setting.inline !== undefined) config.loadFromString(setting.inline);
    else if (setting.kubeconfig !== undefined) config.loadFromFile(setting.kubeconfig);
    else config.loadFromDefault();
  } catch (error) {
    // A parser shows the lines around what it does not understand: credentials may be among them.
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new KubeError('unreachable', `cluster "${name}": the kubeconfig cannot be read: ${first.slice(0, 200)}`);
  }
  if (setting.context !== undefined) {
    if (!config.getContextObject(setting.context)) {
      const contexts = config.getContexts().map((context) => context.name);
      throw new KubeError(
        'unreachable',
        `cluster "${name}": the kubeconfig has no context "${setting.context}"; it has: ${contexts.join(', ')}`,
      );
    }
    config.setCurrentContext(setting.context);
  }
  return config;
}
