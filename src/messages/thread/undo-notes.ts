import { facetsOf } from '../../actions/facets.ts';
import { flagTested, isTesting, isTestOver } from '../../domain/ab-test.ts';
import type { EventOf } from '../../domain/events.ts';
import { shareOn } from '../../domain/flag.ts';
import type { Release } from '../../domain/release.ts';
import { hasBegun, isKept, isSoaking } from '../../domain/release-state.ts';
import { because, quoted } from '../../words/because.ts';
import { onlyContract } from '../../words/contract.ts';
import { shareWords } from '../../words/flags.ts';
import { after } from '../../words/format.ts';
import { flagsBack, versionNow } from '../../words/kept.ts';
import { mention } from '../../words/people.ts';
import { causeSentence } from '../../words/sentences.ts';
import { describeUndo } from '../../words/steps.ts';
import { sideA } from '../../words/test-over.ts';
import { nothing, say, type Words } from '../../words/words.ts';

/** What goes back, and why. */
export function rollbackNote({ cause }: EventOf<'rollback.started'>, release: Release): Words {
  const { plan } = release;
  const why = cause.code === 'aborted' ? nothing : say` ${causeSentence(cause, plan)}`;
  if (isKept(release) && onlyContract(plan)) return say`The contract goes no further; ${versionNow(release)}.${why}`;
  if (isTestOver(cause)) {
    const back = cause.flag ? say`: ${flagsBack(plan)}` : say` to ${plan.from.version}`;
    return say`${causeSentence(cause, plan)} Going back${back}.`;
  }
  if (plan.train) return say`Stopping.${why}`;
  if (plan.flag) return say`Rolling back ${flagsBack(plan)}.${why}`;
  if (isKept(release)) return say`Rolling back ${flagsBack(plan)}; ${plan.to.version} stays.${why}`;
  return say`Rolling back to ${plan.from.version}.${why}`;
}

export function abortNote({ by, reason }: EventOf<'abort.asked'>, before: Release): Words | null {
  if (isSoaking(before)) return say`${mention(by)} left the contract for later${quoted(reason)}.`;
  if (before.plan.train && hasBegun(before)) return say`${mention(by)} stopped the train${quoted(reason)}.`;
  if (isTesting(before))
    return say`${mention(by)} ended the A/B test with ${sideA(before.plan, flagTested(before))}${quoted(reason)}.`;
  return hasBegun(before) ? say`${mention(by)} asked to roll back${quoted(reason)}.` : null;
}

/** Of the undo, what people wait for: traffic, the image, and flags, also where one was left as somebody else has set it. */
export function undoNote({ index, at, note, flag }: EventOf<'undo.done'>, { phase, plan }: Release): Words | null {
  if (phase.kind !== 'rolling-back') return null;
  if (flag && note !== shareWords(shareOn(flag))) return say`${flag.flag}: ${note}.`;
  const action = phase.undo[index];
  const when = after(at - phase.since);
  return action ? (facetsOf(action).undoNote?.(action, plan, when, note) ?? null) : null;
}

/** What is tried on once everything else is back. */
export function deferredNote({ index, error }: EventOf<'undo.deferred'>, { phase, plan }: Release): Words | null {
  const action = phase.kind === 'rolling-back' ? phase.undo[index] : undefined;
  return action
    ? say`Can't do “${describeUndo(action, plan)}” for now${because(error)}. Everything else goes back first; then it is tried again.`
    : null;
}
