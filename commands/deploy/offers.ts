import { findDestination, findService, findSet } from '../../src/config/catalogue.ts';
import type { DeployWord } from '../../src/domain/deploy-words.ts';
import { runCommandIds } from '../../src/messages/blocks/action-ids.ts';
import { limits } from '../../src/messages/blocks/block-limits.ts';
import { actions, button, type Message, message, section } from '../../src/messages/blocks/blocks.ts';
import { bold, join, say, type Words } from '../../src/words/words.ts';
import type { BotDeps } from '../deps.ts';
import { isNumber, type Named } from './place.ts';

/** A few words with buttons that type a command for the person. What does not fit a button is left out. */
export function offerCommands(words: Words, commands: readonly string[]): Message {
  const fitting = commands.filter((command) => command.length <= limits.value);
  const buttons = runCommandIds.flatMap((id, index) => {
    const command = fitting[index];
    return command ? [button(id, `/deploy ${command}`, { value: command })] : [];
  });
  return message(words, [section(words), ...actions(buttons)]);
}

/**
 * Says what was probably meant where the catalogue has no such service or environment; null where both are known, or a set is
 * named.
 * @param mend the command with the names put right
 */
export function misnamed(
  deps: BotDeps,
  service: string,
  environment: string | null,
  mend: (service: string, environment: string | null) => string,
): Message | null {
  if (isSet(deps, service)) return null;
  const found = findService(deps.catalogue(), service);
  if (found.kind === 'unknown') {
    const near = found.nearest.slice(0, 3);
    const hint = near.length > 0 ? say`Did you mean ${anyOf(near)}?` : say`Known services: ${found.known.join(', ')}.`;
    const commands = near.map((each) => mend(each, environment));
    return offerCommands(say`There is no service ${bold(service)}. ${hint}`, commands);
  }
  if (environment === null) return null;
  const place = findDestination(found.value, environment);
  if (place.kind === 'found') return null;
  const near = place.nearest.slice(0, 3);
  const hint = near.length > 0 ? say`Did you mean ${anyOf(near)}?` : say`It has ${place.known.join(', ')}.`;
  const commands = near.map((each) => mend(service, each));
  return offerCommands(say`${bold(service)} has no environment ${bold(environment)}. ${hint}`, commands);
}

/** Whether a word names a set of the catalogue: its releases are listed by that, and not by their environment. */
export function isSet(deps: Pick<BotDeps, 'catalogue'>, word: string | null): boolean {
  return word !== null && findSet(deps.catalogue(), word).kind === 'found';
}

/** Nothing was found: perhaps because of a service or environment that the catalogue does not have. */
export function typo(deps: BotDeps, subcommand: DeployWord, { word, environment }: Named): Message | null {
  if (!word || isNumber(word)) return null;
  return misnamed(deps, word, environment, (...place) =>
    [subcommand, ...place].filter((each) => each !== null).join(' '),
  );
}

/** "*staging* or *production*" */
export function anyOf(names: readonly string[]): Words {
  return join(
    names.map((name) => bold(name)),
    ' or ',
  );
}
