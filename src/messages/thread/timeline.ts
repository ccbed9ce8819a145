import type { EventOf } from '../../domain/events.ts';
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
  if (event.type === 'finished') return ending(event);
  if (event.type === 'undo.done' && after.phase.kind !== 'rolling-back') return null;
  return noteWords(transition, later, now)?.plain.replace(/\.$/, '') ?? null;
}

function ending({ outcome, by, reason }: EventOf<'finished'>): string {
  if (outcome === 'handed-over') {
    const why = reason === null ? '' : ` (${reason})`;
    return `The rollback couldn't be completed${why} and was handed over to ${by?.name ?? 'someone'}; Sluice won't do anything more`;
  }
  return outcome === 'succeeded' || outcome === 'kept' || outcome === 'rolled-back'
    ? 'Finished; nothing is left behind'
    : outcome;
}
