import type { EventOf } from '../domain/events.ts';
import { foldLog } from '../domain/fold.ts';
import { undoAll, undoContract } from '../domain/plan.ts';
import type { Release } from '../domain/release.ts';
import type { ReleaseStore } from '../store/release-store.ts';
import { type ClusterDeps, contractSeen } from './contract-seen.ts';

const tries = 10;

export interface LostDeps extends ClusterDeps {
  store: ReleaseStore;
}

/**
 * Sends a release back whose log has lost entries: all that the plan could have done is undone, as if it had been, since
 * nobody can tell what was. Where its contract may have begun, its version stays and a person is called with what stands in
 * the cluster. False where it has ended, goes back already, waits for its turn, or has no log that can be read.
 * @param detail what was noticed, in words for people
 * @param seenToken the highest token that the cluster shows
 */
export async function rollBackLost(
  deps: LostDeps,
  id: string,
  { detail, seenToken, now }: { detail: string; seenToken: number; now: number },
): Promise<boolean> {
  const { store } = deps;
  await store.raiseFencingToken(id, seenToken);
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const loaded = await store.load(id);
    if (loaded.kind !== 'found') return false;
    const release = foldLog(loaded.events);
    if (release.phase.kind === 'ended' || release.phase.kind === 'rolling-back') return false;
    // Before its turn it has done nothing, whatever was lost.
    if (release.phase.kind === 'queued' && (await store.takeTurn(id)) !== 'has') return false;
    const saved = await store.append(id, release.version, [await wayBack(deps, release, { detail, now })]);
    if (saved.kind === 'appended') return true;
  }
  return false;
}

async function wayBack(
  deps: ClusterDeps,
  release: Release,
  { detail, now }: { detail: string; now: number },
): Promise<EventOf<'rollback.started'>> {
  const { plan } = release;
  const nobody = { by: null, verdict: null, trouble: null };
  const stands = await contractSeen(deps, release);
  return stands === null
    ? { type: 'rollback.started', at: now, cause: { code: 'log-lost', detail, ...nobody }, undo: undoAll(plan) }
    : {
        type: 'rollback.started',
        at: now,
        cause: { code: 'contract-unknown', detail: `${detail}; ${stands}`, ...nobody },
        undo: undoContract(plan),
      };
}
