import type { EventOf, ReleaseEvent } from '../../domain/events.ts';
import type { Release } from '../../domain/release.ts';
import { isKept } from '../../domain/release-state.ts';
import { flagNames } from '../../words/kept.ts';
import { mention, mentionEntry } from '../../words/people.ts';
import { bold, lines, say, type Words } from '../../words/words.ts';
import {
  actions,
  type Block,
  callingMessage,
  colors,
  type Message,
  preformatted,
  releaseRow,
  section,
} from '../blocks/blocks.ts';
import { offeredButtons } from '../buttons/offered.ts';
import { concerned, type View } from '../card/parts.ts';
import { byHandSentence, type RollingBack, stuckCommand, stuckSentence } from '../card/rollback.ts';
import { type Alert, alert } from './alert.ts';
import type { Transition } from './transitions.ts';

/** A rollback that has not got on for this long is stuck: people are called. */
export const stuckAfterMs = 10_000;
/** As long as nobody looks after a stuck rollback, the next ones are called after this. */
export const escalateMs = 5 * 60_000;
const mostEscalations = 12;

/** One alert for an undo that does not get on, and one more for each time that nobody has looked after it. */
export function stuck(
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
  const heading = say`🔴 ${bold(plan.flag ? plan.target.service : `${plan.target.service} ${plan.to.version}`)}: rollback ${isKept(release) ? say`of ${flagNames(plan)}` : say`to ${plan.from.version}`} is stuck · ${plan.target.environment} · ${whom(release, call, view)}`;
  const what = stuckSentence({ ...release, acknowledged: null }, phase, at);
  const solved = over?.type === 'undo.done' ? say`It's moving again.` : null;
  const taken =
    over?.type === 'finished'
      ? say`${over.by ? say`${mention(over.by)} has taken it over` : say`Nobody has put it right in time`}; Sluice has stopped retrying.`
      : null;
  const command = solved ? null : stuckCommand(release, phase);
  const words = lines(heading, what, solved ?? taken, command ? byHandSentence(release, phase) : null);
  const blocks: Block[] = [
    section(words),
    ...(command ? [preformatted([command])] : []),
    ...(over ? [] : actions(offeredButtons(release), releaseRow)),
  ];
  return callingMessage(lines(words, command ? say`${command}` : null), blocks, colors.bad);
}

/** The first call goes to everybody concerned, each further one to the next entry of the catalogue's list. */
function whom(release: Release, call: number, view: View): Words {
  const entries = release.plan.target.mention;
  const next = entries[(call - 1) % Math.max(1, entries.length)];
  return call === 0 || next === undefined ? concerned(release, view) : mentionEntry(next, view.directory);
}
