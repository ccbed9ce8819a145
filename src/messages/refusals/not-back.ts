import type { Release } from '../../domain/release.ts';
import { changeIn } from '../../words/subject.ts';
import { bold, say, type Words } from '../../words/words.ts';
import { runCommandIds } from '../blocks/action-ids.ts';
import { actions, button, type Message, message, section } from '../blocks/blocks.ts';
import { commandText } from '../blocks/command-text.ts';
import { oneWord } from './telling.ts';

/** Why the button of a release no longer brings back what ran before it, and what would. */
type Between = { kind: 'nothing' } | { kind: 'live' | 'since'; by: Release };

/** Only for the person who pressed. Nothing has been done. */
export function notBackMessage({ plan, number }: Release, between: Between): Message {
  const { service, environment } = plan.target;
  const words = wordsOf(number, `${service} in ${environment}`, between);
  const command = commandText(['rollback', service, 'to', plan.from.version, 'in', environment], null);
  const offered = between.kind === 'since' && [service, environment, plan.from.version].every(oneWord);
  const anyway = offered
    ? [button(runCommandIds[0], `Roll back to ${plan.from.version} all the same`, { value: command })]
    : [];
  return message(words, [section(words), ...actions(anyway)]);
}

function wordsOf(number: number, where: string, between: Between): Words {
  switch (between.kind) {
    case 'nothing':
      return say`${bold(`#${number}`)} left no version that could go back. Nothing was changed.`;
    case 'live':
      return say`Nothing was changed: ${bold(`#${between.by.number}`)} (${changeIn(between.by.plan)}) is being released to ${where} now. Roll that one back on its own card.`;
    case 'since':
      return say`Nothing was changed: ${bold(`#${between.by.number}`)} (${changeIn(between.by.plan)}) came to ${where} after #${number}. To undo that one, use its own card.`;
  }
}
