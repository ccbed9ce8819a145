import { foldLog } from '../domain/fold.ts';
import { undoAll } from '../domain/plan.ts';
import type { ReleaseStore } from '../store/release-store.ts';

const tries = 10;

/**
 * Sends a release back whose log has lost entries: all that the plan could have done is undone, as if it had been,
 * since nobody can tell what was. False where it has ended, goes back already, or has no log that can be read.
 * @param detail what was noticed, in words for people
 * @param seenToken the highest token that the cluster shows
 */
export async function rollBackLost(
  store: ReleaseStore,
  id: string,
  { detail, seenToken, now }: { detail: string; seenToken: number; now: number },
): Promise<boolean> {
  await store.raiseFencingToken(id, seenToken);
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const loaded = await store.load(id);
    if (loaded.kind !== 'found') return false;
    const release = foldLog(loaded.events);
    if (release.phase.kind === 'ended' || release.phase.kind === 'rolling-back') return false;
    const saved = await store.append(id, release.version, [
      {
        type: 'rollback.started',
        at: now,
        cause: { code: 'log-lost', detail, by: null, verdict: null, trouble: null },
        undo: undoAll(release.plan),
      },
    ]);
    if (saved.kind === 'appended') return true;
  }
  return false;
}
