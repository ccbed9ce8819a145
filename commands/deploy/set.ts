import { setVersion, setWord } from '../../src/domain/deploy-words.ts';
import type { Message } from '../../src/messages/blocks/blocks.ts';
import { commandText } from '../../src/messages/blocks/command-text.ts';
import { bold, code, say } from '../../src/words/words.ts';
import type { BotDeps } from '../deps.ts';
import { anyOf, offerCommands } from './offers.ts';
import { askFor, type RequestWords } from './request.ts';
import { answered, type Misunderstood, subcommand, syntax, type Understood, understood } from './subcommand.ts';

/** Null where no set is named: then those of the catalogue are listed. */
interface SetWords {
  asked: RequestWords | null;
}

export const set = subcommand({
  usage: 'set shop-2024-11 to production',
  summary: 'release the services of a set in their order, all or none',
  keepsReason: true,
  parse: (rest, reason): Understood<SetWords> | Misunderstood => {
    if (rest.length === 0) return understood({ asked: null });
    const read = readSetRequest('', rest, reason);
    return read.kind === 'syntax' ? read : understood({ asked: read.asked });
  },
  run: (deps, typed, { asked }) =>
    asked ? askFor(deps, 'deploy', typed, asked) : answered(deps, typed, async () => listOf(deps)),
});

/** @param prefix what stands before “set”: a word with a space after it, or nothing */
export function readSetRequest(
  prefix: string,
  words: readonly string[],
  reason: string | null,
): Understood<RequestWords> | Misunderstood {
  const [name, keyword, environment, extra] = words;
  const form = `/deploy ${prefix}${setWord} <set> [to <environment>] [because <reason>]`;
  if (!name) return syntax(`Which set? Say ${form}.`);
  if (keyword && !['to', 'in'].includes(keyword.toLowerCase())) {
    const mended = environment === undefined ? [setWord, name, 'to', keyword] : null;
    const suggestion = mended && `${prefix}${commandText(mended, reason)}`;
    return syntax(
      `I don't understand “${keyword}” there.`,
      suggestion,
      `After the set: to <environment>, because <reason>.`,
    );
  }
  if (keyword && !environment) return syntax(`“${keyword}” needs an environment after it.`);
  if (extra) return syntax(`I don't know what to do with “${extra}”. Say ${form}.`);
  const train = { kind: 'set' } as const;
  return understood({
    service: name,
    version: setVersion,
    environment: environment ?? null,
    strategy: null,
    train,
    reason,
  });
}

function listOf(deps: BotDeps): Message {
  const names = deps.catalogue().sets.map(({ name }) => name);
  if (names.length === 0)
    return offerCommands(say`The catalogue has no sets: it names them under ${code('sets')}.`, []);
  const shown = names.slice(0, mostNamed);
  const more = names.length > shown.length ? say` or ${bold(`one of ${names.length - shown.length} more`)}` : say``;
  return offerCommands(
    say`Which set: ${anyOf(shown)}${more}?`,
    shown.map((name) => `${setWord} ${name}`),
  );
}

const mostNamed = 10;
