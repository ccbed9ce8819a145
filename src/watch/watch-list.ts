import { labels } from '../domain/names.ts';
import { isBaking, type Release } from '../domain/release.ts';
import { probeGraceMs } from '../domain/target.ts';
import type { KubeObject } from '../platform/kube.ts';
import { imagesOf } from '../workloads/objects/pod.ts';
import type { PodInformers } from './pod-informers.ts';

/** What watching a release's pods needs to know of it. */
export interface Watched {
  id: string;
  cluster: string;
  namespace: string;
  /** The new version's image. */
  image: string;
  graceMs: number;
  /** Its step waits for something in the cluster. */
  waiting: boolean;
  /** When it was last heard of, in ms since the epoch. */
  at: number;
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
  byImage: Map<string, Set<Watched>>;
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
    const place: Followed = { byId: new Map(), byImage: new Map(), unfollow: () => undefined };
    places.set(key, place);
    place.unfollow = informers.follow(cluster, namespace, (pod) => {
      for (const watched of ownersOf(place, pod)) heard(watched, pod);
    });
    return place;
  }

  function remove(id: string): void {
    const gone = all.get(id);
    if (!gone) return;
    all.delete(id);
    const place = placeOf(gone);
    place.byId.delete(id);
    const sameImage = place.byImage.get(gone.image);
    sameImage?.delete(gone);
    if (sameImage?.size === 0) place.byImage.delete(gone.image);
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
        return;
      }
      const watched = watchedOf(release, at);
      all.set(release.id, watched);
      const place = placeOf(watched);
      place.byId.set(watched.id, watched);
      place.byImage.set(watched.image, (place.byImage.get(watched.image) ?? new Set()).add(watched));
      const there = informers.pods(watched.cluster, watched.namespace, { [labels.release]: watched.id });
      for (const pod of there ?? []) heard(watched, pod);
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

/** The candidate's pods carry their release's label; stable's are told by the image they run. */
function ownersOf({ byId, byImage }: Followed, pod: KubeObject): Watched[] {
  const owner = pod.metadata.labels?.[labels.release];
  if (owner !== undefined) return [byId.get(owner) ?? []].flat();
  return imagesOf(pod).flatMap((image) => [...(byImage.get(image) ?? [])]);
}

function watchedOf(release: Release, at: number): Watched {
  const { target, to } = release.plan;
  return {
    id: release.id,
    cluster: target.cluster,
    namespace: target.namespace,
    image: to.image,
    graceMs: probeGraceMs(target.limits),
    waiting: !isBaking(release),
    at,
  };
}
