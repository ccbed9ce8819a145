import type { ReleaseEvent } from '../domain/events.ts';
import { foldLog } from '../domain/fold.ts';
import type { Release } from '../domain/release.ts';
import { isBaking, isNewLack } from '../domain/release-state.ts';
import type { Trouble } from '../domain/verdict.ts';
import { lackOf } from '../workloads/trouble/refused.ts';
import type { Refusal } from '../workloads/workload.ts';
import type { WatchDeps } from './watch.ts';

const tries = 5;

/** Writes the first trouble of a release that runs into its log, and wakes it. */
export async function report(deps: WatchDeps, id: string, trouble: Trouble): Promise<void> {
  const told = await append(deps, id, true, (release) =>
    release.trouble ? null : { type: 'trouble.seen', at: deps.clock.now(), trouble },
  );
  if (told) deps.log.warn({ release: id, trouble }, 'trouble seen');
}

/** A step that waits for the pods tells it by itself; where the release only watches, nobody else would at once. */
export async function reportLack(deps: WatchDeps, id: string, refusal: Refusal | null): Promise<void> {
  const detail = refusal && lackOf(refusal);
  const told = await append(deps, id, false, (release) =>
    isBaking(release) && isNewLack(release, detail) ? { type: 'pods.lacking', at: deps.clock.now(), detail } : null,
  );
  if (told) await deps.queue.tell(id, false);
  else if (refusal) await deps.queue.wake(id);
}

/** Writes into the log of a release that runs and wakes it; false where there was nothing to write. */
async function append(
  { store, queue }: WatchDeps,
  id: string,
  urgent: boolean,
  eventFor: (release: Release) => ReleaseEvent | null,
): Promise<boolean> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const loaded = await store.load(id);
    if (loaded.kind !== 'found') return false;
    const release = foldLog(loaded.events);
    const event = release.phase.kind === 'running' ? eventFor(release) : null;
    if (!event) return false;
    const saved = await store.append(id, release.version, [event]);
    if (saved.kind === 'conflict') continue;
    await queue.wake(id, urgent);
    return true;
  }
  return false;
}
