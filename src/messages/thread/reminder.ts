import { approvalExpiresAt, waitsForApproval } from '../../domain/approval.ts';
import type { Release } from '../../domain/release.ts';
import { date } from '../../words/format.ts';
import { mention } from '../../words/people.ts';
import { bold, lines, say, type Words } from '../../words/words.ts';
import { actions, callingMessage, colors, type Message, section } from '../blocks/blocks.ts';
import { linkButtons, type View } from '../card/parts.ts';
import { approvers } from '../card/waiting.ts';
import { endedWords } from '../refusals/words-decisions.ts';

/**
 * Calls the approvers again. Once it is decided, nobody is called any more, and it says so.
 * @param asked the release when they were called
 */
export function reminder(asked: Release, last: Release, view: View): Message {
  return call(asked, last, view, say`is still waiting for approval`);
}

/** Calls the approvers of what has waited for its turn: its card was posted long before there was anything to approve. */
export function planned(asked: Release, last: Release, view: View): Message {
  return call(asked, last, view, say`has its turn, and waits for approval`);
}

function call(asked: Release, last: Release, view: View, how: Words): Message {
  const { plan, number, request } = asked;
  const what = bold(`${plan.target.service} ${plan.to.version}`);
  const from = say`From ${plan.from.version}, requested by ${mention(request.by)}.`;
  if (!waitsForApproval(last)) {
    const over = lines(
      say`⌛ ${what} was waiting for approval · ${plan.target.environment}`,
      say`${from} It ${decided(last)} (#${number}).`,
    );
    return callingMessage(over, [section(over)], colors.quiet);
  }
  const words = lines(
    say`⏳ ${what} ${how} · ${plan.target.environment} · ${approvers(asked, view)}`,
    say`${from} It expires ${date(approvalExpiresAt(asked))} (#${number}).`,
  );
  return callingMessage(words, [section(words), ...actions(linkButtons(asked, view, ['thread', 'diff']))]);
}

function decided({ phase, startedAt }: Release): Words {
  return phase.kind === 'ended' && startedAt === null ? say`${endedWords[phase.outcome]}` : say`was approved`;
}
