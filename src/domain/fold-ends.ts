import { takesRouteBack } from '../actions/facets.ts';
import type { EventOf } from './events.ts';
import { afterUndo, flagLeft } from './fold-flags.ts';
import type { Release } from './release.ts';
import { isKept } from './release-state.ts';

/** The way back, from its first action on. */
export function rollbackStarted(event: EventOf<'rollback.started'>): Partial<Release> {
  const { at, cause, undo } = event;
  return {
    phase: { kind: 'rolling-back', cause, undo, next: 0, since: at, nextSince: at, error: null },
    hold: null,
    paused: null,
  };
}

/** One action of the way back is done; where it gave the traffic back, the candidate has none. */
export function undoDone(release: Release, event: EventOf<'undo.done'>): Partial<Release> {
  if (release.phase.kind !== 'rolling-back') return {};
  const gone = takesRouteBack(release.phase.undo[event.index]) ? { route: null, percent: 0 } : {};
  return {
    phase: afterUndo(release.phase, event, 'done'),
    acknowledged: null,
    ...gone,
    ...flagLeft(release, event.flag),
  };
}

/** The next one comes first. */
export function undoDeferred(release: Release, event: EventOf<'undo.deferred'>): Partial<Release> {
  return release.phase.kind === 'rolling-back' ? { phase: afterUndo(release.phase, event, 'deferred') } : {};
}

/** The end. Only who hands a release over leaves the candidate with its share. */
export function finished(release: Release, event: EventOf<'finished'>): Partial<Release> {
  const { outcome, at, by, reason, runs, unseen } = event;
  const back = release.phase.kind === 'rolling-back' ? release.phase : null;
  return {
    phase: {
      kind: 'ended',
      outcome,
      at,
      by,
      reason,
      cause: back?.cause ?? null,
      ...(runs === undefined ? {} : { runs }),
      ...(unseen === undefined ? {} : { unseen }),
    },
    ...(back && { kept: isKept(release) }),
    step: null,
    hold: null,
    paused: null,
    ...(outcome === 'handed-over' ? {} : { route: null, percent: 0 }),
  };
}
