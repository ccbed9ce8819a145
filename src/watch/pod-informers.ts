import type { Clusters, Kube, KubeObject } from '../platform/kube.ts';
import { podKind } from '../workloads/objects/refs.ts';
import { createPodIndex, type PodIndex } from './pod-index.ts';

/** Pods of many namespaces, each followed by one watch, whoever wants to know. */
export interface PodInformers {
  /**
   * Follows a namespace from now on. `heard` is told of every pod that is there or changes; followers of one namespace
   * share its watch, which ends with the last of them.
   */
  follow(cluster: string, namespace: string, heard: (pod: KubeObject) => void): () => void;
  /** The pods as last heard that have all these labels; null where nobody follows them or they have not been listed yet. */
  pods(cluster: string, namespace: string, labels: Readonly<Record<string, string>>): readonly KubeObject[] | null;
  /** The pods of a workload, by its title, as last heard; none where nobody follows them. */
  podsOf(cluster: string, namespace: string, workload: string): readonly KubeObject[];
}

interface PodInformer {
  pods: PodIndex;
  synced: boolean;
  heard: Set<(pod: KubeObject) => void>;
  stop: AbortController;
}

/** @param broken told when a watch broke off and is being mended */
export function createPodInformers(
  clusters: Clusters,
  broken: (place: { cluster: string; namespace: string }, error: Error) => void,
): PodInformers {
  const byNamespace = new Map<string, PodInformer>();
  const keyOf = (cluster: string, namespace: string) => JSON.stringify([cluster, namespace]);

  function open(cluster: string, namespace: string): PodInformer {
    const informers: PodInformer = {
      pods: createPodIndex(),
      synced: false,
      heard: new Set(),
      stop: new AbortController(),
    };
    byNamespace.set(keyOf(cluster, namespace), informers);
    watch(clusters(cluster), namespace, informers, (error) => broken({ cluster, namespace }, error));
    return informers;
  }

  return {
    follow(cluster, namespace, heard) {
      const key = keyOf(cluster, namespace);
      const informers = byNamespace.get(key) ?? open(cluster, namespace);
      informers.heard.add(heard);
      for (const each of informers.pods.with({})) heard(each);
      return () => {
        informers.heard.delete(heard);
        if (informers.heard.size > 0) return;
        informers.stop.abort();
        if (byNamespace.get(key) === informers) byNamespace.delete(key);
      };
    },
    pods(cluster, namespace, labels) {
      const informers = byNamespace.get(keyOf(cluster, namespace));
      return informers?.synced ? informers.pods.with(labels) : null;
    },
    podsOf: (cluster, namespace, workload) => byNamespace.get(keyOf(cluster, namespace))?.pods.of(workload) ?? [],
  };
}

function watch(kube: Kube, namespace: string, informers: PodInformer, broken: (error: Error) => void): void {
  const heard = (seen: KubeObject) => {
    const kept = slim(seen);
    informers.pods.set(kept);
    for (const each of informers.heard) each(kept);
  };
  const handlers = {
    synced(objects: KubeObject[]) {
      informers.pods.keepOnly(new Set(objects.map(({ metadata }) => metadata.name)));
      informers.synced = true;
      objects.forEach(heard);
    },
    changed: heard,
    removed: (gone: KubeObject) => void informers.pods.delete(gone.metadata.name),
    broken,
  };
  kube.watch(podKind, namespace, undefined, handlers, informers.stop.signal);
}

/** Only what is read of pods: thousands are kept, and whole ones are ten times as large. */
function slim({ apiVersion, kind, metadata, spec, status }: KubeObject): KubeObject {
  const { name, namespace, uid, generateName, creationTimestamp, deletionTimestamp, labels } = metadata as Meta;
  const { nodeName, containers, initContainers } = (spec ?? {}) as Record<string, unknown>;
  const ownerReferences = metadata.ownerReferences?.filter(({ controller }) => controller === true);
  const resizes = (metadata.managedFields ?? []).filter(({ subresource }) => subresource === 'resize');
  const managedFields = resizes.map(({ subresource, time }) => ({
    subresource: subresource ?? null,
    time: time ?? null,
  }));
  const kept = {
    ...{ name, namespace, uid, generateName, creationTimestamp, deletionTimestamp, labels, ownerReferences },
    managedFields: managedFields.length > 0 ? managedFields : undefined,
  };
  const containersKept = { containers: slimmed(containers), initContainers: slimmed(initContainers) };
  return { apiVersion, kind, metadata: withoutUndefined(kept), spec: { nodeName, ...containersKept }, status };
}

type Meta = KubeObject['metadata'] & { generateName?: string };

/** What is read of a container. */
const containerKeys = ['name', 'image', 'startupProbe', 'restartPolicy', 'restartPolicyRules', 'resizePolicy'];

function slimmed(containers: unknown): Record<string, unknown>[] {
  return Array.isArray(containers) ? containers.map(containerOf) : [];
}

function containerOf(container: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(containerKeys.flatMap((key) => (key in container ? [[key, container[key]]] : [])));
}

function withoutUndefined(meta: { [K in keyof Meta]: Meta[K] | undefined }): Meta {
  return Object.fromEntries(Object.entries(meta).filter(([, value]) => value !== undefined)) as unknown as Meta;
}
