import { waitsForApproval } from '../../domain/approval.ts';
import type { EventOf } from '../../domain/events.ts';
import type { Hold, Release } from '../../domain/release.ts';
import { duration } from '../../words/format.ts';
import { holdSentence } from '../../words/hold.ts';
import { mention } from '../../words/people.ts';
import { reach } from '../../words/reach.ts';
import { changeIn, keepsRunning } from '../../words/subject.ts';
import { bold, join, lines, say } from '../../words/words.ts';
import { actions, callingMessage, colors, type Message, releaseRow, section } from '../blocks/blocks.ts';
import { offeredButtons } from '../buttons/offered.ts';
import { holdEnd, holdOver } from '../card/hold.ts';
import { expiredSentence, handedOver, neverPlanned } from '../card/outcome.ts';
import { concerned, linkButtons, type View } from '../card/parts.ts';
import { approvers } from '../card/waiting.ts';
import { decisionChart } from '../report/chart.ts';
import { type Alert, alert } from './alert.ts';
import { planned, reminder } from './reminder.ts';
import { rollbackAlert } from './rollback-alert.ts';
import { stuck } from './stuck-alert.ts';
import type { Transition } from './transitions.ts';

/** Everything that people must be told wherever they are. */
export function alertMessages(transitions: readonly Transition[], last: Release, now: number, view: View): Alert[] {
  return transitions.flatMap((transition, index) => {
    const later = transitions.slice(index + 1);
    const { event, after } = transition;
    switch (event.type) {
      case 'approval.reminded':
        return [alert(event.at, 'alert:reminder', reminder(after, last, view))];
      case 'planned':
        return waitsForApproval(after) ? [alert(event.at, 'alert:planned', planned(after, last, view))] : [];
      case 'hold.opened':
        return after.hold
          ? [alert(event.at, `alert:hold:${transition.version}`, holdAlert(transition, after.hold, later, last, view))]
          : [];
      case 'rollback.started':
        return rollback(event, later, last, now, view);
      case 'undo.retrying':
        return stuck(event, transition, later, now, view);
      case 'finished':
        return ended(event, after, view);
      default:
        return [];
    }
  });
}

function ended(event: EventOf<'finished'>, after: Release, view: View): Alert[] {
  if (event.outcome === 'expired') return [alert(event.at, 'alert:expired', expired(after, event, view))];
  const leftToPeople = event.outcome === 'handed-over' && event.by === null;
  return leftToPeople ? [alert(event.at, 'alert:given-up', givenUp(after, event, view))] : [];
}

/** Nobody has asked for it to end: whoever is concerned must hear what is left to them. */
function givenUp(release: Release, event: EventOf<'finished'>, view: View): Message {
  const { target, from, to } = release.plan;
  const heading = say`🔴 ${bold(`${target.service} ${to.version}`)}: rollback to ${from.version} is left to you · ${target.environment} · ${concerned(release, view)}`;
  const words = lines(heading, handedOver(release, event));
  return callingMessage(
    words,
    [section(words), ...actions(linkButtons(release, view, ['thread', 'logs']))],
    colors.bad,
  );
}

function expired(release: Release, { reason }: EventOf<'finished'>, view: View): Message {
  const { plan, number, request, startedAt } = release;
  const [what, why] =
    startedAt === null && !neverPlanned(release)
      ? [
          say`wasn't approved in time`,
          say`#${number} wasn't approved by ${approvers(release, view)} within ${duration(plan.target.approval.expiresMs)}.`,
        ]
      : [say`was not started`, expiredSentence(release, reason)];
  const words = say`⌛ ${bold(`${plan.target.service} ${plan.to.version}`)} ${what} · ${plan.target.environment} · ${mention(request.by)}`;
  const detail = say`${why} ${keepsRunning(plan)}; nothing was changed.`;
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
  const what = say`✋ ${bold(`${plan.target.service} ${changeIn(plan)}`)} needs a person`;
  const heading = join([what, say`${plan.target.environment}`, reach(before), concerned(before, view)], ' · ');
  const question = holdSentence(before, hold.code, hold.detail, event.at);
  const end = open ? holdEnd(before, hold, hold.expiresAt) : holdOver(before, later);
  const spoken = lines(heading, question, end);
  return callingMessage(
    spoken,
    [section(spoken), ...(open ? actions(offeredButtons(last), releaseRow) : [])],
    colors.wait,
  );
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
