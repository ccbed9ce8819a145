import { podTrouble } from '../src/analysis/pods.ts';
import { foldLog } from '../src/domain/fold.ts';
import { labels } from '../src/domain/names.ts';
import type { Release } from '../src/domain/release.ts';
import { probeGraceMs } from '../src/domain/target.ts';
import type { Trouble } from '../src/domain/verdict.ts';
import type { Clock } from '../src/platform/clock.ts';
import type { Clusters, KubeObject } from '../src/platform/kube.ts';
import type { Log } from '../src/platform/log.ts';
import type { Producer } from '../src/queue/producer.ts';
import type { ReleaseStore } from '../src/store/release-store.ts';
import { imagesOf, podState } from './watch-pods.ts';

export interface WatchDeps {
  store: ReleaseStore;
  queue: Producer;
  clusters: Clusters;
  clock: Clock;
  log: Log;
}

const pods = { apiVersion: 'v1', kind: 'Pod' };
const tries = 5;

/**
 * Follows the pods of all namespaces that have a live release, one watch each: a pod of a new version that cannot live
 * sends its release back at once, and a pod that becomes ready wakes the step that waits for it.
 */
export function startPodWatch(deps: WatchDeps, options: { everyMs: number }): { close(): void } {
  const places = new Map<string, { stop: AbortController; releases: Map<string, Release> }>();
  const stop = new AbortController();
  void follow();
  return { close: () => stop.abort() };

  async function follow(): Promise<void> {
    while (!stop.signal.aborted) {
      await refresh().catch((error: unknown) =>
        deps.log.warn({ err: error }, 'pod watch could not look at the live releases'),
      );
      await deps.clock.sleep(options.everyMs, stop.signal).catch(() => undefined);
    }
    for (const place of places.values()) place.stop.abort();
  }

  async function refresh(): Promise<void> {
    const wanted = new Map<string, Map<string, Release>>();
    for (const release of await watchable(deps.store)) {
      const { cluster, namespace } = release.plan.target;
      const key = JSON.stringify([cluster, namespace]);
      wanted.set(key, (wanted.get(key) ?? new Map()).set(release.id, release));
    }
    for (const [key, place] of places) {
      if (wanted.has(key)) continue;
      place.stop.abort();
      places.delete(key);
    }
    for (const [key, releases] of wanted) {
      const place = places.get(key);
      if (place) place.releases = releases;
      else open(key, releases);
    }
  }

  function open(key: string, releases: Map<string, Release>): void {
    const [cluster, namespace] = JSON.parse(key) as [string, string];
    const place = { stop: new AbortController(), releases };
    places.set(key, place);
    const seen = (pod: KubeObject) =>
      void look(deps, [...place.releases.values()], pod).catch((error: unknown) =>
        deps.log.warn({ err: error }, 'pod watch'),
      );
    deps.clusters(cluster).watch(
      pods,
      namespace,
      undefined,
      {
        synced: (objects) => objects.forEach(seen),
        changed: seen,
        removed: () => undefined,
        broken: (error) => deps.log.debug({ cluster, namespace, error: error.message }, 'pod watch is being mended'),
      },
      place.stop.signal,
    );
  }
}

/** Releases that have begun to change the cluster and are not going back yet. */
async function watchable(store: ReleaseStore): Promise<Release[]> {
  const loaded = await Promise.all((await store.live()).map((id) => store.load(id)));
  return loaded
    .flatMap((each) => (each.kind === 'found' ? [foldLog(each.events)] : []))
    .filter(({ phase }) => phase.kind === 'running');
}

/** Which release a pod belongs to: the candidate's by its label, stable's by the image it runs. */
async function look(deps: WatchDeps, releases: readonly Release[], pod: KubeObject): Promise<void> {
  const owner = pod.metadata.labels?.[labels.release];
  const release = releases.find(({ id, plan }) => (owner ? owner === id : imagesOf(pod).includes(plan.to.image)));
  if (!release) return;
  const trouble = podTrouble(pod, { now: deps.clock.now(), graceMs: probeGraceMs(release.plan.target.limits) });
  if (trouble) await report(deps, release.id, trouble);
  else if (podState(pod) === 'ready') await deps.queue.wake(release.id);
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
    await Promise.all([queue.wake(id), queue.tell(id, true)]);
    return;
  }
}
