import { labels } from '../domain/names.ts';
import type { Release } from '../domain/release.ts';
import type { Target } from '../domain/target.ts';
import type { Trouble } from '../domain/verdict.ts';
import { readFence } from '../platform/kube/fence.ts';
import type { Clusters, KubeObject } from '../platform/kube.ts';
import { imageOf, kindOf } from '../workloads/of-target.ts';

interface Watched {
  id: string;
  target: Target;
  /** The new version's image. */
  image: string;
  /** When the release started (ms since the epoch). */
  since: number;
}

interface Followed {
  byId: Map<string, Watched>;
  stop: AbortController;
}

/** Workloads whose controller may give them up, of all releases that are followed. */
export interface WorkloadWatch {
  add(release: Release): void;
  remove(id: string): void;
  close(): void;
}

export interface WorkloadWatchHandlers {
  trouble(id: string, trouble: Trouble): void;
  broken(place: Pick<Target, 'cluster' | 'namespace'>, error: Error): void;
}

/** Follows the workloads of a namespace, of one kind, by one watch as long as a release there is followed. */
export function startWorkloadWatch(clusters: Clusters, handlers: WorkloadWatchHandlers): WorkloadWatch {
  const places = new Map<string, Followed>();

  function open(target: Target): Followed {
    const place: Followed = { byId: new Map(), stop: new AbortController() };
    const heard = (object: KubeObject) => {
      for (const watched of place.byId.values()) {
        const trouble = troubleOf(watched, object);
        if (trouble) handlers.trouble(watched.id, trouble);
      }
    };
    const { cluster, namespace } = target;
    const following = {
      synced: (objects: KubeObject[]) => objects.forEach(heard),
      changed: heard,
      removed: () => undefined,
      broken: (error: Error) => handlers.broken({ cluster, namespace }, error),
    };
    clusters(cluster).watch(kindOf(target), namespace, undefined, following, place.stop.signal);
    return place;
  }

  function remove(id: string): void {
    for (const [key, place] of places) {
      if (!place.byId.delete(id) || place.byId.size > 0) continue;
      place.stop.abort();
      places.delete(key);
    }
  }

  return {
    add({ id, plan: { target, to }, startedAt }) {
      const key = JSON.stringify([target.cluster, target.namespace, kindOf(target).kind]);
      const place = places.get(key) ?? open(target);
      places.set(key, place);
      place.byId.set(id, { id, target, image: to.image, since: startedAt ?? 0 });
    },
    remove,
    close() {
      for (const { stop } of places.values()) stop.abort();
      places.clear();
    },
  };
}

/** The candidate is known by its label; stable is this release's once it carries its mark and runs its image. */
function troubleOf({ id, target, image, since }: Watched, object: KubeObject): Trouble | null {
  const kind = kindOf(target);
  const { name, container } = target.workload;
  if (object.metadata.labels?.[labels.release] === id) return kind.trouble(object, since);
  if (object.metadata.name !== name || readFence(object)?.release !== id) return null;
  const read = kind.readable(object);
  return read && imageOf(read, container) === image ? kind.trouble(object, since) : null;
}
