import { type DeployWord, deployWords, setWord } from '../../src/domain/deploy-words.ts';
import { commandText } from '../../src/messages/blocks/command-text.ts';
import { nearest } from '../../src/platform/nearest.ts';
import { knownCommands, knownFirstWords } from './known-words.ts';
import { type RequestWords, readRequest } from './request.ts';
import { type Meant, type Misunderstood, syntax } from './subcommand.ts';
import { subcommands } from './subcommands.ts';
import { splitReason } from './text.ts';

/** What `/deploy …` can say. The words after the command, understood; nothing has been looked up. */
export type Parsed =
  | { kind: 'form'; service: string | null; reason: string | null }
  | { kind: 'request'; asked: RequestWords }
  | { kind: 'subcommand'; word: DeployWord; asked: object; run: Meant['run'] }
  | Misunderstood;

/**
 * Understands the text after `/deploy`. Case does not matter for keywords; names are taken as typed.
 * @param services the catalogue's services, so that a mistyped subcommand is told from a service
 * @param sets the names of its sets, which are asked for by a word of their own
 */
export function parseDeploy(text: string, services: ReadonlySet<string>, sets: readonly string[] = []): Parsed {
  const { words, reason } = splitReason(text);
  const [first, ...rest] = words;
  if (words.at(-1)?.toLowerCase() === 'because') return syntax('“because” needs a reason after it.');
  if (first === undefined) return { kind: 'form', service: null, reason };
  const word = deployWords.find((each) => each === first.toLowerCase());
  if (word) return bySubcommand(word, rest, reason);
  if (rest.length === 0 && services.has(first)) return { kind: 'form', service: first, reason };
  if (sets.includes(first)) {
    const problem = `“${first}” is a set, which is asked for by “${setWord}”.`;
    return unknownWord(problem, [setWord, first, ...rest], reason, services, `/deploy ${setWord} lists the sets.`);
  }
  return unknownFirst(first, rest, reason, services) ?? byRequest(words, reason);
}

function bySubcommand(word: DeployWord, rest: readonly string[], reason: string | null): Parsed {
  const { keepsReason, read } = subcommands[word];
  const meant = read(rest, reason);
  if (meant.kind === 'syntax') return meant;
  if (reason !== null && !keepsReason) {
    const problem = `“${word}” changes nothing, so it takes no reason.`;
    return syntax(
      problem,
      commandText([word, ...rest], null),
      'A reason goes with a release, or with a command that steers one.',
    );
  }
  return { kind: 'subcommand', word, asked: meant.asked, run: meant.run };
}

/** What is left when the first word is none of our own asks for a release. */
function byRequest(words: readonly string[], reason: string | null): Parsed {
  const read = readRequest('', words, reason);
  return read.kind === 'syntax' ? read : { kind: 'request', asked: read.asked };
}

/** A first word that is neither a command nor, as far as can be told, meant for a service. */
function unknownFirst(
  first: string,
  rest: readonly string[],
  reason: string | null,
  services: ReadonlySet<string>,
): Misunderstood | null {
  if (services.has(first)) return null;
  const near = meantSubcommands(first, rest[0], services);
  const isWhole = (word: string) => parseDeploy(commandText([word, ...rest], reason), services).kind !== 'syntax';
  // “flasg checkout”: of two words that are as near, the one that can be followed by that.
  const meant = near.find(isWhole) ?? near[0];
  if (meant) return unknownWord(`There is no command “${first}”.`, [meant, ...rest], reason, services, knownCommands);
  if (looksLikeVersion(rest[0])) return null;
  const [service] = nearest(first, [...services]);
  const problem = `There is no command and no service “${first}”.`;
  return unknownWord(problem, service ? [service, ...rest] : null, reason, services, knownFirstWords(services));
}

/** The subcommands that were probably meant. What is followed by a version is rather a mistyped service. */
function meantSubcommands(first: string, next: string | undefined, services: ReadonlySet<string>): DeployWord[] {
  const meant = nearest(first.toLowerCase(), deployWords).flatMap((near) =>
    deployWords.filter((word) => word === near),
  );
  if (!looksLikeVersion(next)) return meant;
  return nearest(first, [...services]).length === 0 && /^\d+$/.test(next ?? '') ? meant : [];
}

/** @param meant the words with the nearest known one in place of the first; null where none is near */
function unknownWord(
  problem: string,
  meant: readonly string[] | null,
  reason: string | null,
  services: ReadonlySet<string>,
  known: string,
): Misunderstood {
  const mended = meant && commandText(meant, reason);
  const suggestion = mended && parseDeploy(mended, services).kind !== 'syntax' ? mended : null;
  return syntax(problem, suggestion, known);
}

function looksLikeVersion(word: string | undefined): boolean {
  return word !== undefined && /^v?\d|^sha256:|^[0-9a-f]{7,}$/i.test(word);
}
