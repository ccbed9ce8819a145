import { flagTested } from '../../domain/ab-test.ts';
import type { EventOf } from '../../domain/events.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Hold, Release } from '../../domain/release.ts';
import { hasBegun, isSoaking } from '../../domain/release-state.ts';
import { goesOnUnanswered } from '../../domain/unanswered.ts';
import { date, left } from '../../words/format.ts';
import { holdClosedSentence, holdSentence } from '../../words/hold.ts';
import { backTo } from '../../words/kept.ts';
import { notWatchedNow } from '../../words/not-watched.ts';
import { mention } from '../../words/people.ts';
import { reach } from '../../words/reach.ts';
import { causeSentence } from '../../words/sentences.ts';
import { sideA } from '../../words/test-over.ts';
import { join, lines, nothing, say, type Words } from '../../words/words.ts';
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
import type { Transition } from '../thread/transitions.ts';
import { comparisonRows, comparisonSpoken } from './comparison.ts';
import { cardTitle, footer, fromWords } from './parts.ts';

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
    ...actions(offeredButtons(release), releaseRow),
    footer(release, [fromWords(release)]),
  ];
  return message(lines(title.spoken, question, comparisonSpoken(release)), blocks, colors.wait);
}

/** What happens when nobody answers. */
export function holdEnd(release: Release, hold: Hold, now: number): Words {
  const { to } = release.plan;
  const rest = hold.expiresAt - now;
  const within = rest > 0 ? say` (in ${left(rest)})` : nothing;
  const at = say`at ${date(hold.expiresAt, 'time')}${within}`;
  if (isSoaking(release)) return say`Without an answer it is left for later ${at}: ${to.version} and its schema stay.`;
  if (hold.code === 'which-stays')
    return say`Without an answer ${sideA(release.plan, flagTested(release))} stays ${at}.`;
  if (goesOnUnanswered(release)) return say`Without an answer ${to.version} stays ${at}: nothing speaks against it.`;
  return hasBegun(release)
    ? say`Without an answer it rolls back ${backTo(release)} ${at}.`
    : say`Nothing has been changed yet. Without an answer ${to.version} expires ${at}.`;
}

/** What became of the question. */
export function holdOver({ plan }: Release, later: readonly Transition[]): Words {
  for (const { event, before } of later) {
    if (event.type === 'hold.closed') return holdClosedSentence(event, before);
    if (event.type === 'promoted') return say`${mention(event.by)} promoted ${plan.to.version}.`;
    if (event.type === 'rollback.started') return wentBack(event, plan);
    if (event.type === 'finished') return event.outcome === 'succeeded' ? leftForLater(event) : neverBegan(event, plan);
  }
  return say`This question is closed.`;
}

/** It ended without its contract. */
function leftForLater({ by }: EventOf<'finished'>): Words {
  return by ? say`${mention(by)} left it for later.` : say`Nobody answered in time: it was left for later.`;
}

/** It ended before its first step. */
function neverBegan({ outcome, by }: EventOf<'finished'>, { to }: Plan): Words {
  const unchanged = say`nothing was changed`;
  if (outcome === 'superseded') return say`A newer version takes the place of ${to.version}: ${unchanged}.`;
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
    case 'superseded':
      return say`There's nothing left to answer: ${to.version} makes way. ${causeSentence(cause, plan)}`;
    case 'unhealthy':
    case 'trouble':
    case 'deadline':
    case 'step-failed':
    case 'log-lost':
      return say`There's nothing left to answer: ${to.version} rolls back by itself. ${causeSentence(cause, plan)}`;
    case 'old-stays':
      return causeSentence(cause, plan);
    case 'replaced':
    case 'contract-unknown':
      return say`There's nothing left to answer. ${causeSentence(cause, plan)}`;
  }
}
