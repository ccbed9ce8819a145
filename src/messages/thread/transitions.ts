import type { ReleaseEvent } from '../../domain/events.ts';
import { fold, foldLog } from '../../domain/fold.ts';
import type { Release } from '../../domain/release.ts';

/** One event with the release before and after it. */
export interface Transition {
  event: ReleaseEvent;
  before: Release;
  after: Release;
  /** The release's version once the event is in it. */
  version: number;
}

/**
 * The log after its request, event by event, without the measurements: nothing is said of a single one, and there are
 * thousands. Throws where the log does not begin with `requested`.
 */
export function transitionsOf(events: readonly ReleaseEvent[]): Transition[] {
  return transitionsAfter(foldLog(events.slice(0, 1)), events.slice(1)).transitions;
}

/** The moments of events that come after `release`, and the release after them. */
export function transitionsAfter(
  release: Release,
  events: readonly ReleaseEvent[],
): { transitions: Transition[]; release: Release } {
  const transitions: Transition[] = [];
  let before = release;
  for (const event of events) {
    const after = fold(before, event);
    if (event.type !== 'measured') transitions.push({ event, before, after, version: after.version });
    before = after;
  }
  return { transitions, release: before };
}
