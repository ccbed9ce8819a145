import { facetsOf } from '../../actions/facets.ts';
import { type DryRun, mayDestroy, mustBeSeen } from '../../domain/dry-run.ts';
import type { EventOf, ReleaseEvent } from '../../domain/events.ts';
import { type Plan, runsBeside } from '../../domain/plan.ts';
import type { Release } from '../../domain/release.ts';
import { because, quoted } from '../../words/because.ts';
import { destructiveList, dryRunHeading } from '../../words/dry-run.ts';
import { holdClosedSentence, holdSentence } from '../../words/hold.ts';
import { lackingSentence } from '../../words/lacking.ts';
import { mention } from '../../words/people.ts';
import { atReach } from '../../words/reach.ts';
import { revertedSentence } from '../../words/reverted.ts';
import { describeStep } from '../../words/steps.ts';
import { code, join, lines, nothing, say, type Words } from '../../words/words.ts';
import { type Block, type Message, message, preformatted, section } from '../blocks/blocks.ts';
import { outcomeDetail, supersededSentence } from '../card/outcome.ts';
import { gatesNote } from './gates-note.ts';
import { turnNote, unplannedNote } from './queue-notes.ts';
import { childNote, startedNote } from './started-note.ts';
import { stepNote } from './step-note.ts';
import type { Transition } from './transitions.ts';
import { abortNote, deferredNote, rollbackNote, undoNote } from './undo-notes.ts';
import { answeredNote } from './webhook-notes.ts';

/** An error that goes away sooner than this is told on the card only. */
export const worthTellingMs = 10_000;

/**
 * What the thread says about one event, or null where it is silent: measurements, small steps and errors that passed
 * by themselves would only be noise.
 * @param later what came after, and `now` (ms since the epoch): how long an error has lasted
 */
export function noteFor(transition: Transition, later: readonly Transition[], now: number): Message | null {
  const words = noteWords(transition, later, now);
  return words ? message(words, [section(words), ...logOf(transition.event)]) : null;
}

/** What a Job has printed stands under the sentence: not in it, since nobody wants to be read a log. */
function logOf(event: ReleaseEvent): Block[] {
  return event.type === 'job.ended' && event.log.length > 0 ? [preformatted(event.log)] : [];
}

/** As `noteFor`, only the words. */
export function noteWords(transition: Transition, later: readonly Transition[], now: number): Words | null {
  const { event, before, after } = transition;
  const { plan } = after;
  switch (event.type) {
    case 'planned':
      return turnNote(before);
    case 'superseded':
      return supersededSentence(after);
    case 'plan.retrying':
      return lasts(transition, later, now, ['planned', 'finished']) ? unplannedNote(event) : null;
    case 'approved':
      return approvalNote(event, after);
    case 'ahead.read':
      return aheadNote(event.found, before);
    case 'gates.checked':
      return lasts(transition, later, now, ['gates.checked', 'started', 'step.done', 'hold.opened', 'finished'])
        ? gatesNote(event, after)
        : null;
    case 'started':
      return startedNote(after);
    case 'step.started':
      return beginNote(event, plan);
    case 'step.done':
      return stepNote(event, before, after);
    case 'step.retrying': {
      const again = before.step?.error !== null;
      return again || !lasts(transition, later, now, ['step.done', 'rollback.started'])
        ? null
        : retryNote(event, after);
    }
    case 'paused':
      return pausedNote(event, after);
    case 'resumed':
      return say`${mention(event.by)} resumed${quoted(event.reason)}.`;
    case 'promoted':
      return promotedNote(event, plan);
    case 'abort.asked':
      return abortNote(event, before);
    case 'hold.opened':
      return say`Holding${atReach(after)}. ${holdSentence(before, event.code, event.detail, event.at)}`;
    case 'hold.closed':
      return holdClosedSentence(event, before);
    case 'rollback.started':
      return rollbackNote(event, after);
    case 'undo.done':
      return undoNote(event, before);
    case 'undo.deferred':
      return deferredNote(event, before);
    case 'marks.ignored':
      return ignoredNote(event, after);
    case 'write.reverted':
      return revertedSentence(event.reverted, plan);
    case 'pods.lacking':
      return lackingSentence(event, plan);
    case 'job.ended':
      return event.succeeded ? say`Job ${event.job} has ended.` : say`Job ${event.job} has failed.`;
    case 'webhook.answered':
      return answeredNote(event, after);
    case 'child.changed':
      return childNote(event, before);
    case 'acknowledged':
      return say`${mention(event.by)} is handling the stuck rollback.`;
    case 'finished':
      return finishedNote(event, after);
    case 'requested':
    case 'queued':
    case 'approval.reminded':
    case 'ahead.retrying':
    case 'measured':
    case 'job.begun':
    case 'webhook.asked':
    case 'trouble.seen':
    case 'evidence.read':
    case 'undo.retrying':
    case 'flag.changed':
      return null;
  }
}

/** Of most steps, that they are done says enough. */
function beginNote({ index }: EventOf<'step.started'>, plan: Plan): Words | null {
  const action = plan.steps[index]?.action;
  return action ? (facetsOf(action).begins?.(action, plan) ?? null) : null;
}

/** Whoever has approved without having seen it is asked again, in person. */
function aheadNote(found: DryRun, { approvals, plan }: Release): Words {
  const heading = dryRunHeading(found, 'migration');
  const asked = approvals.map(({ by }) => mention(by));
  const again =
    asked.length > 0 && mustBeSeen(plan.target, found)
      ? say`${join(asked, ', ')}: you approved before that could be seen, so it doesn't count. Look at the card, and approve again if it's right.`
      : null;
  const list = destructiveList(found).map((line) => say`${line}`);
  // Before the list: a message that is too long is cut at its end.
  return lines(mayDestroy(found) ? say`⚠ ${heading}` : say`Dry run of the migration: ${heading}.`, again, ...list);
}

function pausedNote({ by, reason }: EventOf<'paused'>, release: Release): Words {
  const of = runsBeside(release.plan) ? say` on ${release.plan.to.version}` : nothing;
  return say`${mention(by)} paused${atReach(release)}${of}${quoted(reason)}.`;
}

function promotedNote({ by, reason }: EventOf<'promoted'>, { train, to }: Plan): Words {
  const what = train?.kind === 'set' ? 'what is under way' : to.version;
  return say`${mention(by)} promoted ${what}${quoted(reason)}${reason ? '. The' : ': the'} remaining watch time is skipped.`;
}

function retryNote(event: EventOf<'step.retrying'>, { plan }: Release): Words {
  return say`Can't continue with “${describeStep(plan, event.index)}” for now${because(event.error)}. Trying again.`;
}

function approvalNote({ by }: EventOf<'approved'>, { plan, approvals }: Release): Words {
  const { required } = plan.target.approval;
  const soFar = required > 1 ? say` (${approvals.length} of ${required})` : nothing;
  return say`${mention(by)} approved${soFar}.`;
}

function ignoredNote({ marks }: EventOf<'marks.ignored'>, { plan }: Release): Words {
  const named = join(
    marks.map(({ object, mark }) => (mark === '' ? say`${object}` : say`${object} (${code(mark)})`)),
    ', ',
  );
  return say`The mark on ${named} isn't one that Sluice made. It was ignored and replaced; ask whoever can write to the namespace ${plan.target.namespace}.`;
}

/** Ends that have no report and no alert of their own are told here, to those who asked. */
function finishedNote({ outcome }: EventOf<'finished'>, release: Release): Words | null {
  if (release.phase.kind !== 'ended') return null;
  // What came to running has a report.
  const unstarted = outcome === 'superseded' && release.phase.cause === null;
  if (outcome !== 'rejected' && outcome !== 'withdrawn' && !unstarted) return null;
  const ended = outcome === 'withdrawn' && !release.phase.by ? 'not started' : outcome;
  return lines(
    say`${mention(release.request.by)}: #${release.number} was ${ended}.`,
    outcomeDetail(release, release.phase),
  );
}

/** True once what began at this moment has lasted long enough to be told, whether it is over by now or not. */
export function lasts(
  transition: Transition,
  later: readonly Transition[],
  now: number,
  endedBy: readonly string[],
  ms = worthTellingMs,
): boolean {
  const end = later.find(({ event }) => endedBy.includes(event.type))?.event.at ?? now;
  return end - transition.event.at >= ms;
}
