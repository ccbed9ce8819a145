import type { Clusters, Kube, KubeObject } from '../kube.ts';
import { createPodIndex, type PodIndex } from './pod-index.ts';

/** Pods of many namespaces, each followed by one watch, whoever wants to know. */
export interface PodShelf {
  /**
   * Follows a namespace from now on. `heard` is told of every pod that is there or changes; followers of one namespace
   * share its watch, which ends with the last of them.
   */
  follow(cluster: string, namespace: string, heard: (pod: KubeObject) => void): () => void;
  /** The pods as last heard that have all these labels; null where nobody follows them or they have not been listed yet. */
  pods(cluster: string, namespace: string, labels: Readonly<Record<string, string>>): readonly KubeObject[] | null;
}

interface Shelf {
  pods: PodIndex;
  synced: boolean;
  heard: Set<(pod: KubeObject) => void>;
  stop: AbortController;
}

const pod = { apiVersion: 'v1', kind: 'Pod' };

/** @param broken told when a watch broke off and is being mended */
export function createPodShelf(
  clusters: Clusters,
  broken: (place: { cluster: string; namespace: string }, error: Error) => void,
): PodShelf {
  const shelves = new Map<string, Shelf>();
  const keyOf = (cluster: string, namespace: string) => JSON.stringify([cluster, namespace]);

  function open(cluster: string, namespace: string): Shelf {
    const shelf: Shelf = { pods: createPodIndex(), synced: false, heard: new Set(), stop: new AbortController() };
    shelves.set(keyOf(cluster, namespace), shelf);
    watch(clusters(cluster), namespace, shelf, (error) => broken({ cluster, namespace }, error));
    return shelf;
  }

  return {
    follow(cluster, namespace, heard) {
      const key = keyOf(cluster, namespace);
      const shelf = shelves.get(key) ?? open(cluster, namespace);
      shelf.heard.add(heard);
      for (const each of shelf.pods.with({})) heard(each);
      return () => {
        shelf.heard.delete(heard);
        if (shelf.heard.size > 0) return;
        shelf.stop.abort();
        if (shelves.get(key) === shelf) shelves.delete(key);
      };
    },
    pods(cluster, namespace, labels) {
      const shelf = shelves.get(keyOf(cluster, namespace));
      return shelf?.synced ? shelf.pods.with(labels) : null;
    },
  };
}

function watch(kube: Kube, namespace: string, shelf: Shelf, broken: (error: Error) => void): void {
  const heard = (seen: KubeObject) => {
    const kept = slim(seen);
    shelf.pods.set(kept);
    for (const each of shelf.heard) each(kept);
  };
  const handlers = {
    synced(objects: KubeObject[]) {
      shelf.pods.keepOnly(new Set(objects.map(({ metadata }) => metadata.name)));
      shelf.synced = true;
      objects.forEach(heard);
    },
    changed: heard,
    removed: (gone: KubeObject) => void shelf.pods.delete(gone.metadata.name),
    broken,
  };
  kube.watch(pod, namespace, undefined, handlers, shelf.stop.signal);
}

/** Only what is read of pods: thousands are kept, and whole ones are ten times as large. */
function slim({ apiVersion, kind, metadata, spec, status }: KubeObject): KubeObject {
  const { name, namespace, uid, generateName, creationTimestamp, deletionTimestamp, labels } = metadata as Meta;
  const containers = containersOf(spec);
  const kept = { name, namespace, uid, generateName, creationTimestamp, deletionTimestamp, labels };
  return { apiVersion, kind, metadata: withoutUndefined(kept), spec: { containers }, status };
}

type Meta = KubeObject['metadata'] & { generateName?: string };

function containersOf(spec: unknown): { name: unknown; image: unknown }[] {
  const containers = spec && typeof spec === 'object' && 'containers' in spec ? spec.containers : [];
  return Array.isArray(containers) ? containers.map(({ name, image }) => ({ name, image })) : [];
}

function withoutUndefined(meta: { [K in keyof Meta]: Meta[K] | undefined }): Meta {
  return Object.fromEntries(Object.entries(meta).filter(([, value]) => value !== undefined)) as unknown as Meta;
}
