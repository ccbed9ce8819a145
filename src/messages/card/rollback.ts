import { isTestOver } from '../../domain/ab-test.ts';
import type { Phase, Release } from '../../domain/release.ts';
import { isKept } from '../../domain/release-state.ts';
import { onlyContract } from '../../words/contract.ts';
import { drainingNote } from '../../words/draining.ts';
import { duration, roughly } from '../../words/format.ts';
import { backTo, flagNames } from '../../words/kept.ts';
import { mention } from '../../words/people.ts';
import { causeSentence } from '../../words/sentences.ts';
import { byHand, describeUndo } from '../../words/steps.ts';
import { sideA } from '../../words/test-over.ts';
import { lines, nothing, say, type Words } from '../../words/words.ts';
import {
  actions,
  type Block,
  colors,
  type Message,
  message,
  preformatted,
  releaseRow,
  section,
} from '../blocks/blocks.ts';
import { offeredButtons } from '../buttons/offered.ts';
import { cardTitle, footer, linkButtons, type View } from './parts.ts';

export type RollingBack = Extract<Phase, { kind: 'rolling-back' }>;

/** While it goes back: what is done, what is being done, and what to do where it is stuck. */
export function rollingBackCard(release: Release, phase: RollingBack, now: number, view: View): Message {
  const { plan } = release;
  const title = cardTitle(release, statusOf(release, phase, now));
  const cause = causeSentence(phase.cause, plan);
  const stuck = stuckSentence(release, phase, now);
  const command = phase.error ? stuckCommand(release, phase) : null;
  const blocks: Block[] = [
    title.block,
    section(cause),
    section(undoList(release, phase)),
    ...(stuck ? [section(stuck)] : []),
    ...(command ? [section(byHandSentence(release, phase)), preformatted([command])] : []),
    ...actions(
      [...(phase.error ? offeredButtons(release) : []), ...linkButtons(release, view, ['dashboard', 'logs'])],
      releaseRow,
    ),
    footer(release),
  ];
  return message(
    lines(title.spoken, cause, stuck, command ? say`${byHandSentence(release, phase)} ${command}` : null),
    blocks,
    isTestOver(phase.cause) && !phase.error ? colors.quiet : colors.bad,
  );
}

function statusOf(release: Release, phase: RollingBack, now: number): Words {
  const { plan } = release;
  const soFar = roughly(now - phase.since);
  if (plan.train) return say`🔴 ${phase.error ? 'Stopping it is stuck' : 'Stopping'} · ${soFar} so far`;
  if (plan.rollback) {
    const failed = say`🔴 Rollback failed: going back ${backTo(release)}`;
    return phase.error ? say`${failed} is stuck` : say`${failed} · ${soFar} so far`;
  }
  return phase.error
    ? say`🔴 Rollback ${isKept(release) ? say`of ${flagNames(plan)}` : backTo(release)} is stuck`
    : isTestOver(phase.cause)
      ? say`🏁 A/B test over: ${sideA(plan, phase.cause.flag)} stays · ${soFar} so far`
      : onlyContract(plan) && isKept(release)
        ? say`🔴 The contract goes no further`
        : say`🔴 Rolling back ${backTo(release)} · ${soFar} so far`;
}

const MOST_LINES = 12;

function undoList(release: Release, { undo, next, error, deferred = [] }: RollingBack): Words {
  const { plan } = release;
  const shown = undo.slice(0, MOST_LINES).map((action, index) => {
    const isDone = (index < next || deferred.includes(next)) && !deferred.includes(index);
    const mark = index === next ? '→' : isDone ? '✓' : '·';
    const waits = index === next && !error ? drainingNote(release) : nothing;
    return say`${mark} ${describeUndo(action, plan)}${waits}`;
  });
  return lines(...shown, undo.length > MOST_LINES ? say`… and ${undo.length - MOST_LINES} more` : null);
}

/** What hinders the rollback and for how long, and who looks after it; null while all goes well. */
export function stuckSentence(release: Release, phase: RollingBack, now: number): Words | null {
  const action = phase.undo[phase.next];
  if (!phase.error || !action) return null;
  const { acknowledged, plan } = release;
  const seen = acknowledged ? say` ${mention(acknowledged.by)} is handling it.` : nothing;
  return say`Stuck at “${describeUndo(action, plan)}” for ${duration(now - phase.nextSince)}: ${phase.error}. Sluice keeps retrying.${seen}`;
}

/** What stands above the command that a person can type. */
export function byHandSentence({ plan }: Release, phase: RollingBack): Words {
  const action = phase.undo[phase.next];
  const hint = action ? (byHand(action, plan)?.hint ?? null) : null;
  return say`By hand, in cluster ${plan.target.cluster}${hint ? say` (${hint})` : nothing}:`;
}

/** What a person can type to do the step that is stuck; null where there is no such command. */
export function stuckCommand({ plan }: Release, phase: RollingBack): string | null {
  const action = phase.undo[phase.next];
  return action ? (byHand(action, plan)?.command ?? null) : null;
}
