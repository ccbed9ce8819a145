import { setsImage } from '../actions/facets.ts';
import type { Ending } from './ab-test.ts';
import { runsBeside } from './plan.ts';
import type { Release } from './release.ts';
import { isKept, isSoaking } from './release-state.ts';

/**
 * Whether a newer version may end the release that has the place: its own undo then brings back what was there before.
 * Not one that goes back already, nor one whose version stays or is being promoted, nor a feature flag by itself, which is
 * no older version.
 */
export function maySupersede(release: Release): boolean {
  const { phase, plan, request, abort, superseded } = release;
  if (plan.flag || request.backwards || abort || superseded) return false;
  switch (phase.kind) {
    case 'queued':
    case 'awaiting-approval':
      return true;
    case 'running':
      return !isKept(release) && !isSoaking(release) && !isPromoting(release);
    case 'rolling-back':
    case 'ended':
      return false;
  }
}

/** Stable takes the version of a candidate that had its traffic. */
function isPromoting({ plan, done, step }: Release): boolean {
  const begun = plan.steps.slice(0, done.length + (step ? 1 : 0));
  return runsBeside(plan) && begun.some(({ action }) => setsImage(action));
}

/**
 * Whether a release that waited for this end may go on as if nothing had happened. Otherwise a person looks first: what went
 * wrong with the one before may be wrong with the next.
 */
export function endedWell(ending: Ending | null): boolean {
  switch (ending) {
    case 'succeeded':
    case 'superseded':
    case 'rejected':
    case 'expired':
    case 'withdrawn':
    case 'a-stays':
      return true;
    case 'kept':
    case 'rolled-back':
    case 'handed-over':
    case null:
      return false;
  }
}
