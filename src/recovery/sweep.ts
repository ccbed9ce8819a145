import { numberIn } from '../domain/names.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Producer } from '../queue/producer.ts';
import type { ReleaseStore } from '../store/release-store.ts';
import { rollBackLost } from './roll-back-lost.ts';
import { type ScanDeps, scan, type Trace, type Unsigned } from './scan.ts';
import { highestToken } from './seen.ts';

export interface SweepDeps extends ScanDeps {
  store: ReleaseStore;
  queue: Pick<Producer, 'wake' | 'tell'>;
  clock: Clock;
  log: Log;
}

export interface Swept {
  orphans: Trace[];
  unsigned: Unsigned[];
  /** False where a namespace could not be looked at. */
  complete: boolean;
}

/**
 * Looks at the clusters for what Redis has forgotten. Releases whose log is behind go back; no number that the clusters
 * show is given out again; orphans are for a person to decide on.
 */
export async function sweepClusters(deps: SweepDeps): Promise<Swept> {
  const { store, queue, clock, log } = deps;
  const { traces, unsigned, ids, unseen } = await scan(deps);
  await store.raiseNumber(Math.max(0, ...ids.map((id) => numberIn(id) ?? 0)));
  for (const what of unseen) log.warn({ what }, 'not looked at for what Redis may have lost');
  for (const { release, seen } of traces.filter(({ finding }) => finding === 'behind')) {
    log.error({ release }, 'Redis has lost entries of a log: the cluster shows later writes');
    const detail = 'the cluster shows work that is not in its log';
    const back = await rollBackLost(deps, release, { detail, seenToken: highestToken(seen), now: clock.now() });
    if (back) await Promise.all([queue.wake(release, true), queue.tell(release, true)]);
  }
  return { orphans: traces.filter(({ finding }) => finding === 'orphan'), unsigned, complete: unseen.length === 0 };
}
