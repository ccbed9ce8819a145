import type { KubeObject } from '../platform/kube.ts';

/** Pods by name, found by label without looking at all of them. */
export interface PodIndex {
  set(pod: KubeObject): void;
  delete(name: string): void;
  keepOnly(names: ReadonlySet<string>): void;
  /** Those that have all these labels; all pods where none are asked for. */
  with(labels: Readonly<Record<string, string>>): KubeObject[];
}

export function createPodIndex(): PodIndex {
  const pods = new Map<string, KubeObject>();
  const byLabel = new Map<string, Set<string>>();

  function unlist(pod: KubeObject): void {
    for (const pair of pairsOf(pod)) {
      const names = byLabel.get(pair);
      names?.delete(pod.metadata.name);
      if (names?.size === 0) byLabel.delete(pair);
    }
  }

  function remove(name: string): void {
    const known = pods.get(name);
    if (!known) return;
    unlist(known);
    pods.delete(name);
  }

  return {
    set(pod) {
      const { name } = pod.metadata;
      remove(name);
      pods.set(name, pod);
      for (const pair of pairsOf(pod)) byLabel.set(pair, (byLabel.get(pair) ?? new Set()).add(name));
    },
    delete: remove,
    keepOnly(names) {
      for (const name of pods.keys()) if (!names.has(name)) remove(name);
    },
    with(labels) {
      const wanted = Object.entries(labels);
      if (wanted.length === 0) return [...pods.values()];
      // The rarest label leaves the fewest to look at.
      const [rarest] = wanted.map(([key, value]) => byLabel.get(pairOf(key, value))).sort(bySize);
      const found = [...(rarest ?? [])].flatMap((name) => pods.get(name) ?? []);
      return found.filter(({ metadata }) => wanted.every(([key, value]) => metadata.labels?.[key] === value));
    },
  };
}

function bySize(a: Set<string> | undefined, b: Set<string> | undefined): number {
  return (a?.size ?? 0) - (b?.size ?? 0);
}

function pairsOf({ metadata }: KubeObject): string[] {
  return Object.entries(metadata.labels ?? {}).map(([key, value]) => pairOf(key, value));
}

function pairOf(key: string, value: string): string {
  return `${key}=${value}`;
}
