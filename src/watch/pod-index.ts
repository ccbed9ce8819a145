import type { KubeObject } from '../platform/kube.ts';
import { workloadKinds } from '../workloads/index.ts';
import { titleOf } from '../workloads/objects/refs.ts';

/** Pods by name, found by label or by their workload without looking at all of them. */
export interface PodIndex {
  set(pod: KubeObject): void;
  delete(name: string): void;
  keepOnly(names: ReadonlySet<string>): void;
  /** Those that have all these labels; all pods where none are asked for. */
  with(labels: Readonly<Record<string, string>>): KubeObject[];
  /** Those of a workload, by its title. */
  of(workload: string): KubeObject[];
}

export function createPodIndex(): PodIndex {
  const pods = new Map<string, KubeObject>();
  const byLabel = new Map<string, Set<string>>();
  const byWorkload = new Map<string, Set<string>>();
  const named = (names: ReadonlySet<string> | undefined) => [...(names ?? [])].flatMap((name) => pods.get(name) ?? []);

  function unlist(pod: KubeObject): void {
    for (const pair of pairsOf(pod)) take(byLabel, pair, pod);
    const owner = controllerOf(pod);
    if (owner) take(byWorkload, owner.title, pod);
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
      for (const pair of pairsOf(pod)) put(byLabel, pair, pod);
      const owner = controllerOf(pod);
      if (owner) put(byWorkload, owner.title, pod);
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
      return named(rarest).filter(({ metadata }) => wanted.every(([key, value]) => metadata.labels?.[key] === value));
    },
    of: (workload) => named(byWorkload.get(workload)),
  };
}

/** The workload that controls a pod: its title, by which it is told of, and its name. */
export function controllerOf(pod: KubeObject): { title: string; name: string } | null {
  for (const kind of Object.values(workloadKinds)) {
    const owner = kind.ownerOf(pod);
    if (owner) return { title: titleOf(kind, owner.workload), name: owner.workload };
  }
  return null;
}

function put(index: Map<string, Set<string>>, key: string, { metadata }: KubeObject): void {
  index.set(key, (index.get(key) ?? new Set()).add(metadata.name));
}

function take(index: Map<string, Set<string>>, key: string, { metadata }: KubeObject): void {
  const names = index.get(key);
  names?.delete(metadata.name);
  if (names?.size === 0) index.delete(key);
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
