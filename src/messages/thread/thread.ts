import type { ReleaseEvent } from '../../domain/events.ts';
import type { Outcome } from '../../domain/reasons.ts';
import type { Release } from '../../domain/release.ts';
import { allChanges, hasMore } from '../../words/changes.ts';
import { lines } from '../../words/words.ts';
import { type Message, message, section, sectionsOf } from '../blocks/blocks.ts';
import { backButton } from '../card/back-button.ts';
import type { View } from '../card/parts.ts';
import { allNotes, hidden } from '../card/plan-notes.ts';
import { type Chart, successChart } from '../report/chart.ts';
import { reportMessage } from '../report/message.ts';
import { reportOf } from '../report/report.ts';
import { alertMessages } from './alerts.ts';
import { noteFor } from './notes.ts';
import type { Transition } from './transitions.ts';

/** One message besides the card. */
export interface ThreadMessage {
  /** The same for the same thing however often the log is read: what was posted once is not posted again. */
  key: string;
  /**
   * `note`: a reply in the thread. `alert`: a new message in the channel, ahead of everything else.
   * `report`: a reply in the thread that the channel sees too, but for one of a train.
   */
  kind: 'note' | 'alert' | 'report';
  /** Since when there is reason for it (ms since the epoch). */
  at: number;
  message: Message;
  /** A reply that is shown in the channel too. */
  broadcast: boolean;
  /** A picture to put under the text, where one can be drawn. */
  chart: Chart | null;
}

/** A log with what it folds to. */
export interface FoldedLog {
  events: readonly ReleaseEvent[];
  transitions: readonly Transition[];
  /** The log's last state. */
  last: Release;
}

/**
 * Everything that the log so far has to say besides the card, in the order in which it happened. Later calls give the
 * same messages with the same keys, and perhaps more; the text under a key may grow more certain (a rollback that goes on).
 * @param now milliseconds since the epoch; only for what lasts: a rollback that has been stuck for long
 */
export function messagesOf({ events, transitions, last }: FoldedLog, now: number, view: View): ThreadMessage[] {
  const inChannel = !isToldByTrain(last);
  const notes = transitions.flatMap((transition, index) => {
    const message = noteFor(transition, transitions.slice(index + 1), now);
    return message ? [note(transition, message, inChannel)] : [];
  });
  const alerts = alertMessages(transitions, last, now, view).map((alert) => ({
    ...alert,
    kind: 'alert' as const,
    broadcast: false,
  }));
  return [
    ...planNotes(last),
    ...whatsIn(last),
    ...[...notes, ...alerts].sort((a, b) => a.at - b.at),
    ...report(events, last, view),
  ];
}

/** The channel hears of the train's end: those of its releases stand in the thread of its card. */
function isToldByTrain({ request: { partOf }, plan }: Release): boolean {
  return partOf?.channel === plan.target.channel;
}

/** All that one should know of the plan, where its card has no room for it. */
function planNotes({ plan, requestedAt }: Release): ThreadMessage[] {
  if (hidden(plan) === 0) return [];
  const told = allNotes(plan);
  const notes = message(
    lines(...told),
    told.map((words) => section(words)),
  );
  return [{ key: 'plan-notes', kind: 'note', at: requestedAt, message: notes, broadcast: false, chart: null }];
}

/** Lines with addresses in them: more would be too long for a section. */
const perSection = 8;

/** What is in the version, where its card has no room for it. */
function whatsIn({ changes, requestedAt, plannedAt = requestedAt }: Release): ThreadMessage[] {
  if (changes?.kind !== 'known' || !hasMore(changes)) return [];
  const pieces = allChanges(changes);
  const told = message(
    lines(...pieces.flat()),
    pieces.flatMap((piece) => sectionsOf(piece, perSection)),
  );
  return [{ key: 'whats-in', kind: 'note', at: plannedAt, message: told, broadcast: false, chart: null }];
}

function note({ version, event }: Transition, message: Message, inChannel: boolean): ThreadMessage {
  const closes = inChannel && event.type === 'finished';
  return { key: `note:${version}`, kind: 'note', at: event.at, message, broadcast: closes, chart: null };
}

/** What came to running; the other ends are told by a note or an alert. */
const reported: readonly Outcome[] = ['succeeded', 'kept', 'rolled-back', 'handed-over'];

function report(events: readonly ReleaseEvent[], release: Release, view: View): ThreadMessage[] {
  const { phase } = release;
  if (phase.kind !== 'ended') return [];
  if (!reported.includes(phase.outcome) && phase.cause === null) return [];
  const message = reportMessage(reportOf(events), view, backButton(release));
  const broadcast = !isToldByTrain(release);
  return [{ key: 'report', kind: 'report', at: phase.at, message, broadcast, chart: successChart(release) }];
}
