import { foldLog } from '../domain/fold.ts';
import { labels } from '../domain/names.ts';
import type { Release } from '../domain/release.ts';
import type { Trouble } from '../domain/verdict.ts';
import type { Clock } from '../platform/clock.ts';
import type { Clusters, KubeObject } from '../platform/kube.ts';
import type { Log } from '../platform/log.ts';
import type { Producer } from '../queue/producer.ts';
import type { ReleaseStore } from '../store/release-store.ts';
import { imagesOf, isReady, podSchema } from '../workloads/objects/pod.ts';
import { podTrouble } from '../workloads/pod-trouble.ts';
import type { PodInformers } from './pod-informers.ts';
import { createWatchList, type Watched } from './watch-list.ts';
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

const tries = 5;

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
  const workloads = startWorkloadWatch(deps.clusters, {
    trouble: (id, trouble) =>
      void report(deps, id, trouble).catch((error: unknown) => deps.log.warn({ err: error }, 'workload watch')),
    broken: (place, error) => deps.log.debug({ ...place, error: error.message }, 'workload watch is being mended'),
  });
  const forget = (id: string) => {
    list.remove(id);
    workloads.remove(id);
  };
  void tidy();
  return {
    seen(release) {
      if (release.phase.kind !== 'running') return forget(release.id);
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
  const { id, image, graceMs, waiting } = watched;
  const owner = pod.metadata.labels?.[labels.release];
  // The candidate's pods are known by their label, stable's by the image they run.
  if (owner ? owner !== id : !imagesOf(pod).includes(image)) return;
  const trouble = podTrouble(pod, { now: deps.clock.now(), graceMs });
  if (trouble) await report(deps, id, trouble);
  else if (waiting && takesRequests(pod)) await deps.queue.wake(id);
}

function takesRequests(pod: KubeObject): boolean {
  const read = podSchema.safeParse(pod).data;
  return read !== undefined && isReady(read);
}

async function report({ store, queue, clock, log }: WatchDeps, id: string, trouble: Trouble): Promise<void> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const loaded = await store.load(id);
    if (loaded.kind !== 'found') return;
    const release = foldLog(loaded.events);
    if (release.trouble || release.phase.kind !== 'running') return;
    const saved = await store.append(id, release.version, [{ type: 'trouble.seen', at: clock.now(), trouble }]);
    if (saved.kind === 'conflict') continue;
    log.warn({ release: id, trouble }, 'trouble seen');
    await queue.wake(id, true);
    return;
  }
}
