import { labels } from '../domain/names.ts';
import type { Plan } from '../domain/plan.ts';
import type { Release } from '../domain/release.ts';
import type { Target } from '../domain/target.ts';
import type { Trouble } from '../domain/verdict.ts';
import { readFence } from '../platform/kube/fence.ts';
import type { Clusters, KubeObject } from '../platform/kube.ts';
import { imageOf, kindOf } from '../workloads/of-target.ts';
import { refusedTrouble } from '../workloads/trouble/refused.ts';
import { isNewImage } from '../workloads/versions/note.ts';
import type { Refusal } from '../workloads/workload.ts';

type Whose = 'candidate' | 'stable';

interface Watched {
  id: string;
  plan: Plan;
  /** When the release started (ms since the epoch). */
  since: number;
  /** What was last told of each of its workloads; null where nothing was, or that it has passed. */
  hindrance: Record<Whose, string | null>;
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
  /** Something keeps its pods from being made, and may pass: once for each that is new, and null once it has passed. */
  hindered(id: string, refusal: Refusal | null): void;
  broken(place: Pick<Target, 'cluster' | 'namespace'>, error: Error): void;
}

/** Follows the workloads of a namespace, of one kind, by one watch as long as a release there is followed. */
export function startWorkloadWatch(
  clusters: Clusters,
  now: () => number,
  handlers: WorkloadWatchHandlers,
): WorkloadWatch {
  const places = new Map<string, Followed>();

  function look(watched: Watched, object: KubeObject): void {
    const { id, plan, since } = watched;
    const whose = whoseWorkload(watched, object);
    if (whose === null) return;
    const kind = kindOf(plan.target);
    const refusal = kind.refusal(object);
    const asked = { name: object.metadata.name, since, now: now(), shared: whose === 'stable' };
    const trouble = (refusal && refusedTrouble(refusal, asked)) ?? kind.trouble(object, since);
    if (trouble) handlers.trouble(id, trouble);
    else if ((refusal?.detail ?? null) !== watched.hindrance[whose]) handlers.hindered(id, refusal);
    watched.hindrance[whose] = refusal?.detail ?? null;
  }

  function open(target: Target): Followed {
    const place: Followed = { byId: new Map(), stop: new AbortController() };
    const heard = (object: KubeObject) => {
      for (const watched of place.byId.values()) look(watched, object);
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
    add({ id, plan, startedAt }) {
      const { target } = plan;
      const key = JSON.stringify([target.cluster, target.namespace, kindOf(target).kind]);
      const place = places.get(key) ?? open(target);
      places.set(key, place);
      const hindrance = place.byId.get(id)?.hindrance ?? { candidate: null, stable: null };
      place.byId.set(id, { id, plan, since: startedAt ?? 0, hindrance });
    },
    remove,
    close() {
      for (const { stop } of places.values()) stop.abort();
      places.clear();
    },
  };
}

/** The candidate is known by its label; stable is this release's once it carries its mark and its version. */
function whoseWorkload({ id, plan }: Watched, object: KubeObject): Whose | null {
  const { target } = plan;
  if (object.metadata.labels?.[labels.release] === id) return 'candidate';
  if (object.metadata.name !== target.workload.name || readFence(object)?.release !== id) return null;
  const read = kindOf(target).readable(object);
  return read && isNewImage(read, plan, imageOf(read, target.workload.container)) ? 'stable' : null;
}
