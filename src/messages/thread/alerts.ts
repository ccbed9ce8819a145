import type { EventOf, ReleaseEvent } from '../../domain/events.ts';
import { type Hold, isKept, type Release } from '../../domain/release.ts';
import { duration } from '../../words/format.ts';
import { flagNames } from '../../words/kept.ts';
import { mention, mentionEntry } from '../../words/people.ts';
import { reach } from '../../words/reach.ts';
import { holdSentence } from '../../words/sentences.ts';
import { bold, join, lines, say, type Words } from '../../words/words.ts';
import { actions, type Block, callingMessage, colors, type Message, preformatted, section } from '../blocks/blocks.ts';
import { offeredButtons } from '../buttons/offered.ts';
import { expiredSentence } from '../card/ended.ts';
import { holdEnd, holdOver } from '../card/hold.ts';
import { concerned, type View } from '../card/parts.ts';
import { byHandSentence, type RollingBack, stuckCommand, stuckSentence } from '../card/rollback.ts';
import { approvers } from '../card/waiting.ts';
import { type Chart, decisionChart } from '../report/chart.ts';
import { reminder } from './reminder.ts';
import { rollbackAlert } from './rollback-alert.ts';
import type { Transition } from './transitions.ts';

/** An alert, and when there was reason for it (ms since the epoch). */
export interface Alert {
  at: number;
  key: string;
  message: Message;
  chart: Chart | null;
}

/** A rollback that has not got on for this long is stuck: people are called. */
export const stuckAfterMs = 10_000;
/** As long as nobody looks after a stuck rollback, the next ones are called after this. */
export const escalateMs = 5 * 60_000;
const mostEscalations = 12;

/** Everything that people must be told wherever they are. */
export function alertMessages(transitions: readonly Transition[], last: Release, now: number, view: View): Alert[] {
  return transitions.flatMap((transition, index) => {
    const later = transitions.slice(index + 1);
    const { event, after } = transition;
    switch (event.type) {
      case 'approval.reminded':
        return [alert(event.at, 'alert:reminder', reminder(after, last, view))];
      case 'hold.opened':
        return after.hold
          ? [alert(event.at, `alert:hold:${transition.version}`, holdAlert(transition, after.hold, later, last, view))]
          : [];
      case 'rollback.started':
        return rollback(event, later, last, now, view);
      case 'undo.retrying':
        return stuck(event, transition, later, now, view);
      case 'finished':
        return event.outcome === 'expired' ? [alert(event.at, 'alert:expired', expired(after, event, view))] : [];
      default:
        return [];
    }
  });
}

function alert(at: number, key: string, message: Message, chart: Chart | null = null): Alert {
  return { at, key, message, chart };
}

function expired(release: Release, { reason }: EventOf<'finished'>, view: View): Message {
  const { plan, number, request, startedAt } = release;
  const [what, why] =
    startedAt === null
      ? [
          say`wasn't approved in time`,
          say`#${number} wasn't approved by ${approvers(release, view)} within ${duration(plan.target.approval.expiresMs)}.`,
        ]
      : [say`was not started`, expiredSentence(release, reason)];
  const words = say`⌛ ${bold(`${plan.target.service} ${plan.to.version}`)} ${what} · ${plan.target.environment} · ${mention(request.by)}`;
  const detail = say`${why} ${plan.from.version} keeps running; nothing was changed.`;
  return callingMessage(lines(words, detail), [section(lines(words, detail))], colors.quiet);
}

/** The buttons stay only as long as this very question is open. */
function holdAlert(
  { before, event }: Transition,
  hold: Hold,
  later: readonly Transition[],
  last: Release,
  view: View,
): Message {
  const { plan } = before;
  const open = last.phase.kind === 'running' && last.hold?.openedAt === hold.openedAt;
  const what = say`✋ ${bold(`${plan.target.service} ${plan.from.version} → ${plan.to.version}`)} needs a person`;
  const heading = join([what, say`${plan.target.environment}`, reach(before), concerned(before, view)], ' · ');
  const question = holdSentence(before, hold.code, hold.detail, event.at);
  const end = open ? holdEnd(before, hold, hold.expiresAt) : holdOver(before, later);
  const spoken = lines(heading, question, end);
  return callingMessage(spoken, [section(spoken), ...(open ? actions(offeredButtons(last)) : [])], colors.wait);
}

function rollback(
  event: EventOf<'rollback.started'>,
  later: readonly Transition[],
  last: Release,
  now: number,
  view: View,
): Alert[] {
  const message = rollbackAlert(event, later, last, now, view);
  return message ? [alert(event.at, 'alert:rollback', message, decisionChart(last, event))] : [];
}

/** One alert for an undo that does not get on, and one more for each time that nobody has looked after it. */
function stuck(
  event: EventOf<'undo.retrying'>,
  transition: Transition,
  later: readonly Transition[],
  now: number,
  view: View,
): Alert[] {
  const { before, after } = transition;
  const { phase } = after;
  if (phase.kind !== 'rolling-back' || before.phase.kind !== 'rolling-back' || before.phase.error !== null) return [];
  const over = later.find((each) => each.event.type === 'undo.done' || each.event.type === 'finished');
  const seen = later.find((each) => each.event.type === 'acknowledged');
  const until = Math.min(over?.event.at ?? now, seen?.event.at ?? now);
  const since = phase.nextSince;
  if ((over?.event.at ?? now) - since < stuckAfterMs) return [];
  const calls = 1 + Math.min(mostEscalations, Math.max(0, Math.floor((until - since - stuckAfterMs) / escalateMs)));
  const latest = later.findLast(
    (each) => each.after.phase.kind === 'rolling-back' && each.event.type === 'undo.retrying',
  );
  const release = over ? after : (later.at(-1)?.after ?? after);
  const state = (
    over ? phase : latest?.after.phase.kind === 'rolling-back' ? latest.after.phase : phase
  ) satisfies RollingBack;
  return Array.from({ length: calls }, (_, call) => {
    const at = since + stuckAfterMs + call * escalateMs;
    return alert(
      at,
      `alert:stuck:${event.index}:${call}`,
      stuckAlert(release, state, at, call, over?.event ?? null, view),
    );
  });
}

function stuckAlert(
  release: Release,
  phase: RollingBack,
  at: number,
  call: number,
  over: ReleaseEvent | null,
  view: View,
): Message {
  const { plan } = release;
  const heading = say`🔴 ${bold(`${plan.target.service} ${plan.to.version}`)}: rollback ${isKept(release) ? say`of ${flagNames(plan)}` : say`to ${plan.from.version}`} is stuck · ${plan.target.environment} · ${whom(release, call, view)}`;
  const what = stuckSentence({ ...release, acknowledged: null }, phase, at);
  const solved = over?.type === 'undo.done' ? say`It's moving again.` : null;
  const taken =
    over?.type === 'finished'
      ? say`${over.by ? mention(over.by) : say`Someone`} has taken it over; Sluice has stopped retrying.`
      : null;
  const command = solved ? null : stuckCommand(release, phase);
  const words = lines(heading, what, solved ?? taken, command ? byHandSentence(release, phase) : null);
  const blocks: Block[] = [
    section(words),
    ...(command ? [preformatted([command])] : []),
    ...(over ? [] : actions(offeredButtons(release))),
  ];
  return callingMessage(lines(words, command ? say`${command}` : null), blocks, colors.bad);
}

/** The first call goes to everybody concerned, each further one to the next entry of the catalogue's list. */
function whom(release: Release, call: number, view: View): Words {
  const entries = release.plan.target.mention;
  const next = entries[(call - 1) % Math.max(1, entries.length)];
  return call === 0 || next === undefined ? concerned(release, view) : mentionEntry(next, view.directory);
}
