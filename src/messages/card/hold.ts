import type { EventOf } from '../../domain/events.ts';
import type { Plan } from '../../domain/plan.ts';
import { type Hold, hasBegun, type Release } from '../../domain/release.ts';
import { date, left } from '../../words/format.ts';
import { backTo } from '../../words/kept.ts';
import { notWatchedNow } from '../../words/not-watched.ts';
import { mention } from '../../words/people.ts';
import { reach } from '../../words/reach.ts';
import { causeSentence, holdClosedSentence, holdSentence } from '../../words/sentences.ts';
import { join, lines, nothing, say, type Words } from '../../words/words.ts';
import {
  actions,
  type Block,
  colors,
  context,
  type Message,
  message,
  preformatted,
  section,
} from '../blocks/blocks.ts';
import { offeredButtons } from '../buttons/offered.ts';
import type { Transition } from '../thread/transitions.ts';
import { comparisonRows, comparisonSpoken } from './comparison.ts';
import { approvedBy, cardTitle, fromWords } from './parts.ts';

/** While a person must say how it goes on. */
export function holdCard(release: Release, hold: Hold, now: number): Message {
  const title = cardTitle(release, join([say`✋ Needs a person`, reach(release)], ' · '));
  const rows = comparisonRows(release);
  const question = lines(
    holdSentence(release, hold.code, hold.detail, hold.openedAt),
    holdEnd(release, hold, now),
    notWatchedNow(release),
  );
  const blocks: Block[] = [
    title.block,
    section(question),
    ...(rows.length > 0 ? [preformatted(rows)] : []),
    ...actions(offeredButtons(release)),
    context(
      join([fromWords(release), approvedBy(release), say`details in the thread`, say`#${release.number}`], ' · '),
    ),
  ];
  return message(lines(title.spoken, question, comparisonSpoken(release)), blocks, colors.wait);
}

/** What happens when nobody answers. */
export function holdEnd(release: Release, hold: Hold, now: number): Words {
  const { to } = release.plan;
  const rest = hold.expiresAt - now;
  const within = rest > 0 ? say` (in ${left(rest)})` : nothing;
  const at = say`at ${date(hold.expiresAt, 'time')}${within}`;
  return hasBegun(release)
    ? say`Without an answer it rolls back ${backTo(release)} ${at}.`
    : say`Nothing has been changed yet. Without an answer ${to.version} expires ${at}.`;
}

/** What became of the question. */
export function holdOver({ plan }: Release, later: readonly Transition[]): Words {
  for (const { event } of later) {
    if (event.type === 'hold.closed') return holdClosedSentence(event, plan);
    if (event.type === 'promoted') return say`${mention(event.by)} promoted ${plan.to.version}.`;
    if (event.type === 'rollback.started') return wentBack(event, plan);
    if (event.type === 'finished') return neverBegan(event, plan);
  }
  return say`This question is closed.`;
}

/** It ended before its first step. */
function neverBegan({ outcome, by }: EventOf<'finished'>, { to }: Plan): Words {
  const unchanged = say`nothing was changed`;
  if (outcome === 'expired') return say`Nobody answered in time: ${to.version} wasn't started, and ${unchanged}.`;
  return say`${by ? mention(by) : 'Sluice'} withdrew ${to.version}: ${unchanged}.`;
}

/** Nobody has answered where it went back on its own. */
function wentBack({ cause }: EventOf<'rollback.started'>, plan: Plan): Words {
  const { to } = plan;
  switch (cause.code) {
    case 'hold-expired':
      return say`Nobody answered in time: ${to.version} rolls back.`;
    case 'aborted':
      return say`${cause.by ? mention(cause.by) : 'Someone'} asked to roll back: ${to.version} rolls back.`;
    case 'unhealthy':
    case 'trouble':
    case 'deadline':
    case 'step-failed':
    case 'log-lost':
      return say`There's nothing left to answer: ${to.version} rolls back by itself. ${causeSentence(cause, plan)}`;
  }
}
