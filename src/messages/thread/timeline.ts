import type { EventOf } from '../../domain/events.ts';
import { onlyTries } from '../../domain/plan.ts';
import type { Release } from '../../domain/release.ts';
import { noteWords } from './notes.ts';
import type { Transition } from './transitions.ts';

/**
 * What happened when (ms since the epoch), in the words of the thread, without the last full stop.
 * @param now how long an error that is not over has lasted
 */
export function timeline(transitions: readonly Transition[], now: number): { at: number; text: string }[] {
  return transitions.flatMap((transition, index) => {
    const text = entry(transition, transitions.slice(index + 1), now);
    return text === null ? [] : [{ at: transition.event.at, text }];
  });
}

function entry(transition: Transition, later: readonly Transition[], now: number): string | null {
  const { event, after } = transition;
  if (event.type === 'finished') return ending(event, after);
  if (event.type === 'undo.done' && after.phase.kind !== 'rolling-back') return null;
  return noteWords(transition, later, now)?.plain.replace(/\.$/, '') ?? null;
}

function ending({ outcome, by, reason }: EventOf<'finished'>, { plan }: Release): string {
  if (outcome === 'succeeded' && onlyTries(plan))
    return `Finished; nothing runs ${plan.to.version}, and nothing of it is left behind`;
  if (outcome === 'handed-over') {
    const why = reason === null ? '' : ` (${reason})`;
    const whom = by === null ? ', and nobody put it right in time' : ` and was handed over to ${by.name}`;
    return `The rollback couldn't be completed${why}${whom}; Sluice won't do anything more`;
  }
  return outcome === 'superseded' || outcome === 'succeeded' || outcome === 'kept' || outcome === 'rolled-back'
    ? 'Finished; nothing is left behind'
    : outcome;
}
