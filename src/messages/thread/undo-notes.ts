import { facetsOf } from '../../actions/facets.ts';
import type { EventOf } from '../../domain/events.ts';
import { shareOn } from '../../domain/flag.ts';
import { hasBegun, isKept, type Release } from '../../domain/release.ts';
import { shareWords } from '../../words/flags.ts';
import { after } from '../../words/format.ts';
import { flagsBack } from '../../words/kept.ts';
import { mention } from '../../words/people.ts';
import { because, causeSentence, quoted } from '../../words/sentences.ts';
import { describeUndo } from '../../words/steps.ts';
import { nothing, say, type Words } from '../../words/words.ts';

/** What goes back, and why. */
export function rollbackNote({ cause }: EventOf<'rollback.started'>, release: Release): Words {
  const { plan } = release;
  const why = cause.code === 'aborted' ? nothing : say` ${causeSentence(cause, plan)}`;
  if (isKept(release)) return say`Rolling back ${flagsBack(plan)}; ${plan.to.version} stays.${why}`;
  return say`Rolling back to ${plan.from.version}.${why}`;
}

export function abortNote({ by, reason }: EventOf<'abort.asked'>, before: Release): Words | null {
  return hasBegun(before) ? say`${mention(by)} asked to roll back${quoted(reason)}.` : null;
}

/** Of the undo, what people wait for: traffic, the image, and flags, also where one was left as somebody else has set it. */
export function undoNote({ index, at, note, flag }: EventOf<'undo.done'>, { phase, plan }: Release): Words | null {
  if (phase.kind !== 'rolling-back') return null;
  if (flag && note !== shareWords(shareOn(flag))) return say`${flag.flag}: ${note}.`;
  const action = phase.undo[index];
  const when = after(at - phase.since);
  return action ? (facetsOf(action).undoNote?.(action, plan, when) ?? null) : null;
}

/** What is tried on once everything else is back. */
export function deferredNote({ index, error }: EventOf<'undo.deferred'>, { phase, plan }: Release): Words | null {
  const action = phase.kind === 'rolling-back' ? phase.undo[index] : undefined;
  return action
    ? say`Can't do “${describeUndo(action, plan)}” for now${because(error)}. Everything else goes back first; then it is tried again.`
    : null;
}
