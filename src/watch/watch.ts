import { candidateName } from '../domain/names.ts';
import type { Plan } from '../domain/plan.ts';
import type { Release } from '../domain/release.ts';
import type { Trouble } from '../domain/verdict.ts';
import type { Clock } from '../platform/clock.ts';
import type { Clusters, KubeObject } from '../platform/kube.ts';
import type { Log } from '../platform/log.ts';
import type { Producer } from '../queue/producer.ts';
import type { ReleaseStore } from '../store/release-store.ts';
import { isReady, podSchema } from '../workloads/objects/pod.ts';
import { kindOf } from '../workloads/of-target.ts';
import { isEvicted, isRejected } from '../workloads/trouble/ended-from-outside.ts';
import { evictedAgain } from '../workloads/trouble/evictions.ts';
import { troubleOptions } from '../workloads/trouble/options.ts';
import { isToCompare, podTrouble, type TroubleOptions } from '../workloads/trouble/pod-trouble.ts';
import { isOfNewVersion } from '../workloads/versions/new-version.ts';
import type { PodOwner } from '../workloads/workload.ts';
import type { PodInformers } from './pod-informers.ts';
import { report, reportLack } from './reports.ts';
import { createWatchList, podsOf, type Watched } from './watch-list.ts';
import { startWorkloadWatch } from './workload-watch.ts';

export interface WatchDeps {
  store: ReleaseStore;
  queue: Producer;
  informers: PodInformers;
  clusters: Clusters;
  clock: Clock;
  log: Log;
}

export interface PodWatch {
  /** A worker's turn has left the release like this: from now on its pods are watched, or no longer. */
  seen(release: Release): void;
  close(): void;
}

/**
 * A pod of a new version that cannot live, or a rollout that Kubernetes gives up, sends its release back at once; a pod that becomes ready wakes the step
 * that waits for it. Releases are watched by the worker that had them last; nobody has to ask which ones there are.
 * @param everyMs how often releases that were not heard of lately are looked up, to see whether they are over
 */
export function startPodWatch(deps: WatchDeps, options: { everyMs: number }): PodWatch {
  const stop = new AbortController();
  const list = createWatchList(deps.informers, (watched, pod) => {
    void look(deps, watched, pod).catch((error: unknown) => deps.log.warn({ err: error }, 'pod watch'));
  });
  const workloads = startWorkloadWatch(deps.clusters, deps.clock.now, {
    trouble: (id, trouble) =>
      void report(deps, id, trouble).catch((error: unknown) => deps.log.warn({ err: error }, 'workload watch')),
    hindered: (id, refusal) =>
      void reportLack(deps, id, refusal).catch((error: unknown) => deps.log.warn({ err: error }, 'workload watch')),
    broken: (place, error) => deps.log.debug({ ...place, error: error.message }, 'workload watch is being mended'),
  });
  const forget = (id: string) => {
    list.remove(id);
    workloads.remove(id);
  };
  void tidy();
  return {
    seen(release) {
      // What a train brings in is watched by its releases.
      if (release.phase.kind !== 'running' || release.plan.train) return forget(release.id);
      list.add(release, deps.clock.now());
      workloads.add(release);
    },
    close() {
      stop.abort();
      list.clear();
      workloads.close();
    },
  };

  async function tidy(): Promise<void> {
    while (!stop.signal.aborted) {
      await deps.clock.sleep(options.everyMs, stop.signal).catch(() => undefined);
      for (const id of stop.signal.aborted ? [] : list.silentSince(deps.clock.now() - options.everyMs)) {
        // Another worker may have ended it.
        const fencingToken = await deps.store.fencingToken(id).catch(() => 0);
        if (fencingToken === null) forget(id);
        else list.heardOf(id, deps.clock.now());
      }
    }
  }
}

async function look(deps: WatchDeps, watched: Watched, pod: KubeObject): Promise<void> {
  const { id, plan, waiting, unready } = watched;
  const ready = takesRequests(pod);
  if (ready) unready.delete(pod.metadata.name);
  else unready.add(pod.metadata.name);
  const wakes = waiting && ready;
  const found = podTrouble(pod, optionsOf(deps, watched));
  const trouble = !found && isTurnedAway(pod) ? again(deps, watched, pod) : besides(deps, watched, pod, found);
  // Whose version it is may have to be asked: only where that matters.
  if ((!trouble && !wakes) || !(await isOfVersion(deps, plan, pod))) return;
  if (trouble) await report(deps, id, trouble);
  else if (wakes) await deps.queue.wake(id);
}

/** What is left of it beside other pods. */
function besides(deps: WatchDeps, watched: Watched, pod: KubeObject, found: Trouble | null): Trouble | null {
  return found && isToCompare(found) ? podTrouble(pod, optionsOf(deps, watched, pod)) : found;
}

function again({ informers, clock }: WatchDeps, watched: Watched, pod: KubeObject): Trouble | null {
  const { target } = watched.plan;
  const { ownerOf } = kindOf(target);
  const own = ownerOf(pod);
  const all = podsOf(informers, watched);
  const isOwn = (owner: PodOwner | null) => owner?.workload === own?.workload && owner?.revision === own?.revision;
  const pods = all.filter((each) => isOwn(ownerOf(each)));
  const peers = all.filter((each) => ownerOf(each)?.workload === target.workload.name && !isOwn(ownerOf(each)));
  return evictedAgain(pods, { peers, now: clock.now() });
}

async function isOfVersion({ clusters }: WatchDeps, plan: Plan, pod: KubeObject): Promise<boolean> {
  const { target } = plan;
  const isCandidate = kindOf(target).ownerOf(pod)?.workload === candidateName(target);
  return isCandidate || isOfNewVersion(clusters(target.cluster), plan, pod);
}

/** @param pod with which the old version's pods, and the others of its own, are compared */
function optionsOf({ clock, informers }: WatchDeps, watched: Watched, pod?: KubeObject): TroubleOptions {
  const { plan, startedAt } = watched;
  const { target, to } = plan;
  const { ownerOf } = kindOf(target);
  const own = pod && ownerOf(pod);
  const all = pod ? podsOf(informers, watched) : [];
  const peers = all.filter((each) => {
    const owner = ownerOf(each);
    return owner?.workload === target.workload.name && owner.revision !== own?.revision;
  });
  const siblings = all.filter((each) => {
    const owner = ownerOf(each);
    return own && owner && owner.workload === own.workload && owner.revision === own.revision;
  });
  // Where only a flag moves, the pods are older than the release, and so is what became of them before it.
  const since = plan.flag && startedAt !== null ? { since: startedAt } : {};
  return { ...troubleOptions(target, to, clock.now()), ...since, peers, siblings };
}

function isTurnedAway(pod: KubeObject): boolean {
  const read = podSchema.safeParse(pod).data;
  return read !== undefined && (isEvicted(read) || isRejected(read));
}

function takesRequests(pod: KubeObject): boolean {
  const read = podSchema.safeParse(pod).data;
  return read !== undefined && isReady(read);
}
