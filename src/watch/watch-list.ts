import { candidateName, labels } from '../domain/names.ts';
import type { Plan } from '../domain/plan.ts';
import type { Release } from '../domain/release.ts';
import { isBaking } from '../domain/release-state.ts';
import type { KubeObject } from '../platform/kube.ts';
import { candidateTitle, stableTitle } from '../workloads/of-target.ts';
import { controllerOf } from './pod-index.ts';
import type { PodInformers } from './pod-informers.ts';

/** What watching a release's pods needs to know of it. */
export interface Watched {
  id: string;
  cluster: string;
  namespace: string;
  plan: Plan;
  /** When it began (ms since the epoch); null where it has not. */
  startedAt: number | null;
  /** Its step waits for something in the cluster. */
  waiting: boolean;
  /** When it was last heard of, in ms since the epoch. */
  at: number;
  /** Names of its pods that are not ready: what they get a grace for has to be looked at again, though they do not change. */
  unready: Set<string>;
}

/** Releases whose pods are watched, found by pod without looking at all of them. */
export interface WatchList {
  add(release: Release, at: number): void;
  remove(id: string): void;
  heardOf(id: string, at: number): void;
  /** Ids of those not heard of since. */
  silentSince(at: number): string[];
  clear(): void;
}

interface Followed {
  byId: Map<string, Watched>;
  /** By their workloads, as people are told of them: stable's and the candidate's. */
  byWorkload: Map<string, Set<Watched>>;
  unfollow(): void;
}

/** @param heard called for each pod, as it changes or when its release is added, with the release it may belong to */
export function createWatchList(
  informers: PodInformers,
  heard: (watched: Watched, pod: KubeObject) => void,
): WatchList {
  const places = new Map<string, Followed>();
  const all = new Map<string, Watched>();

  function placeOf({ cluster, namespace }: Watched): Followed {
    const key = JSON.stringify([cluster, namespace]);
    const known = places.get(key);
    if (known) return known;
    const place: Followed = { byId: new Map(), byWorkload: new Map(), unfollow: () => undefined };
    places.set(key, place);
    place.unfollow = informers.follow(cluster, namespace, (pod) => {
      for (const watched of ownersOf(place, pod)) heard(watched, pod);
    });
    return place;
  }

  function hearAgain(watched: Watched): void {
    if (watched.unready.size === 0) return;
    const unready = podsOf(informers, watched).filter(({ metadata }) => watched.unready.has(metadata.name));
    watched.unready.clear();
    for (const pod of unready) heard(watched, pod);
  }

  function remove(id: string): void {
    const gone = all.get(id);
    if (!gone) return;
    all.delete(id);
    const place = placeOf(gone);
    place.byId.delete(id);
    for (const name of workloadsOf(gone)) {
      const same = place.byWorkload.get(name);
      same?.delete(gone);
      if (same?.size === 0) place.byWorkload.delete(name);
    }
    if (place.byId.size > 0) return;
    place.unfollow();
    places.delete(JSON.stringify([gone.cluster, gone.namespace]));
  }

  return {
    add(release, at) {
      const known = all.get(release.id);
      if (known) {
        known.at = at;
        known.waiting = !isBaking(release);
        hearAgain(known);
        return;
      }
      const watched = watchedOf(release, at);
      all.set(release.id, watched);
      const place = placeOf(watched);
      place.byId.set(watched.id, watched);
      for (const name of workloadsOf(watched))
        place.byWorkload.set(name, (place.byWorkload.get(name) ?? new Set()).add(watched));
      const there = informers.pods(watched.cluster, watched.namespace, { [labels.release]: watched.id });
      for (const pod of there ?? []) if (ownersOf(place, pod).includes(watched)) heard(watched, pod);
    },
    remove,
    heardOf(id, at) {
      const known = all.get(id);
      if (known) known.at = at;
    },
    silentSince: (at) => [...all.values()].flatMap((watched) => (watched.at < at ? [watched.id] : [])),
    clear() {
      for (const id of [...all.keys()]) remove(id);
    },
  };
}

/** Releases of the workload that controls a pod. The candidate's pods also carry their release's label. */
function ownersOf({ byWorkload }: Followed, pod: KubeObject): Watched[] {
  const owner = controllerOf(pod);
  if (owner === null) return [];
  const label = pod.metadata.labels?.[labels.release];
  return [...(byWorkload.get(owner.title) ?? [])].filter(
    ({ id, plan }) => owner.name !== candidateName(plan.target) || label === id,
  );
}

/** As last heard, its stable pods and its candidate's. */
export function podsOf(informers: PodInformers, { cluster, namespace, plan }: Watched): KubeObject[] {
  return workloadsOf({ plan }).flatMap((workload) => informers.podsOf(cluster, namespace, workload));
}

function workloadsOf({ plan: { target } }: Pick<Watched, 'plan'>): string[] {
  return [stableTitle(target), candidateTitle(target)];
}

function watchedOf(release: Release, at: number): Watched {
  const { plan, id, startedAt } = release;
  const { cluster, namespace } = plan.target;
  return { id, cluster, namespace, plan, startedAt, waiting: !isBaking(release), at, unready: new Set() };
}
