import { nearest } from '../../src/platform/nearest.ts';
import { type ControlWord, type Parsed, type Subcommand, subcommands, usage } from './grammar.ts';
import { knownCommands, knownFirstWords, knownKeywords } from './known-words.ts';

/**
 * Understands the text after `/deploy`. Case does not matter for keywords; names are taken as typed.
 * @param services the catalogue's services, so that a mistyped subcommand is told from a service
 */
export function parseDeploy(text: string, services: ReadonlySet<string>): Parsed {
  const { words, reason } = splitReason(text);
  const [first, ...rest] = words;
  if (words.at(-1)?.toLowerCase() === 'because') return syntax('“because” needs a reason after it.', null);
  if (first === undefined) return { kind: 'form', service: null };
  const subcommand = subcommands.find((each) => each === first.toLowerCase());
  if (subcommand) return bySubcommand[subcommand](rest, reason);
  if (rest.length === 0 && services.has(first)) return { kind: 'form', service: first };
  const meant = meantSubcommand(first, rest[0], services);
  if (meant) {
    return unknownWord(`There is no command “${first}”.`, [meant, ...rest], reason, services, knownCommands);
  }
  if (!services.has(first) && !looksLikeVersion(rest[0])) {
    const [near] = nearest(first, [...services]);
    const problem = `There is no command and no service “${first}”.`;
    return unknownWord(problem, near ? [near, ...rest] : null, reason, services, knownFirstWords(services));
  }
  return parseRequest('deploy', words, reason);
}

/** The subcommand that was probably meant. What is followed by a version is rather a mistyped service. */
function meantSubcommand(first: string, next: string | undefined, services: ReadonlySet<string>): string | null {
  if (services.has(first)) return null;
  const meant = nearest(first.toLowerCase(), subcommands).at(0) ?? null;
  if (!looksLikeVersion(next)) return meant;
  return nearest(first, [...services]).length === 0 && /^\d+$/.test(next ?? '') ? meant : null;
}

/** @param meant the words with the nearest known one in place of the first; null where none is near */
function unknownWord(
  problem: string,
  meant: readonly string[] | null,
  reason: string | null,
  services: ReadonlySet<string>,
  known: string,
): Parsed {
  const mended = meant && command(meant, reason);
  return syntax(problem, mended && understood(mended, services) ? mended : null, known);
}

/** Whether a text that Sluice proposes would itself be understood. */
function understood(text: string, services: ReadonlySet<string>): boolean {
  return parseDeploy(text, services).kind !== 'syntax';
}

/** Slack takes no longer value of a button. */
const longestSuggestion = 2000;

function command(words: readonly string[], reason: string | null): string {
  const plain = words.join(' ');
  const whole = reason ? `${plain} because ${reason}` : plain;
  return whole.length > longestSuggestion ? plain : whole;
}

type Parse = (rest: string[], reason: string | null) => Parsed;

/** Each says for itself what it means: a new subcommand does not compile until it has said so. */
const bySubcommand = {
  help: () => ({ kind: 'help' }),
  plan: (rest, reason) => parseRequest('plan', rest, reason),
  status: (rest) => atPlace(rest, (word, environment) => ({ kind: 'status', word, environment })),
  report: (rest) => atPlace(rest, (word, environment) => ({ kind: 'report', word, environment })),
  history: (rest) => atPlace(rest, (service, environment) => ({ kind: 'history', service, environment })),
  pause: control('pause'),
  resume: control('resume'),
  promote: control('promote'),
  abort: control('abort'),
  rollback: control('rollback'),
} as const satisfies Record<Subcommand, Parse>;

function control(what: ControlWord): Parse {
  return (rest, reason) =>
    atPlace(rest, (word, environment) =>
      word === null
        ? syntax(`Which release do you mean? Say ${what} and its number or service.`, null)
        : { kind: 'control', what, word, environment, reason },
    );
}

function atPlace(rest: readonly string[], make: (word: string | null, environment: string | null) => Parsed): Parsed {
  const { named, environment, problem } = splitPlace(rest);
  return problem ? syntax(problem, null) : make(named[0] ?? null, environment);
}

/** `checkout production`, `checkout in production` and `checkout to production` are the same place. */
function splitPlace(words: readonly string[]): { named: string[]; environment: string | null; problem: string | null } {
  const named = words.filter((word) => !['to', 'in', 'on', 'from'].includes(word.toLowerCase()));
  const [, environment, extra] = named;
  const problem = extra ? `I don't know what to do with “${extra}”.` : null;
  return { named, environment: environment ?? null, problem };
}

function parseRequest(kind: 'deploy' | 'plan', words: readonly string[], reason: string | null): Parsed {
  const [service, version, ...rest] = words;
  const prefix = kind === 'plan' ? 'plan ' : '';
  if (!service) return syntax(`Say what to plan: /deploy ${prefix}${usage}`, null);
  if (!version) return syntax(`Which version of ${service}? /deploy ${prefix}${service} <version> …`, null);
  const request = {
    kind,
    service,
    version,
    environment: null as string | null,
    strategy: null as string | null,
    reason,
  };
  for (let index = 0; index < rest.length; index += 2) {
    const [keyword = '', value] = rest.slice(index, index + 2);
    const slot = slots.get(keyword.toLowerCase());
    if (!slot) return unknownKeyword(keyword, prefix, words, index + 2, reason);
    if (!value) return syntax(`“${keyword}” needs a ${slot} after it.`, null);
    if (request[slot]) return syntax(`The ${slot} is said twice: ${request[slot]} and ${value}.`, null);
    request[slot] = value;
  }
  return request;
}

const slots = new Map<string, 'environment' | 'strategy'>([
  ['to', 'environment'],
  ['in', 'environment'],
  ['with', 'strategy'],
  ['using', 'strategy'],
]);

/** A word where a keyword should be: perhaps mistyped, perhaps the environment without its “to”. */
function unknownKeyword(
  keyword: string,
  prefix: string,
  words: readonly string[],
  at: number,
  reason: string | null,
): Parsed {
  const problem = `I don't understand “${keyword}” there.`;
  const [before, after] = [words.slice(0, at), words.slice(at + 1)];
  const meant = nearest(keyword.toLowerCase(), [...slots.keys()]).at(0);
  const candidates = [
    ...(meant && after.length > 0 ? [[...before, meant, ...after]] : []),
    [...before, 'to', keyword, ...after],
  ];
  const mended = candidates.map((each) => `${prefix}${command(each, reason)}`);
  const suggestion = mended.find((each) => understood(each, new Set(words.slice(0, 1)))) ?? null;
  return syntax(problem, suggestion, knownKeywords);
}

/** Everything after `because` is the reason, word for word. */
function splitReason(text: string): { words: string[]; reason: string | null } {
  const match = /(?:^|\s)because\s+(\S[\s\S]*)$/i.exec(text);
  const before = match ? text.slice(0, match.index) : text;
  const words = before.split(/\s+/).filter(Boolean);
  const reason = match?.[1]?.trim().replace(/^["“”](.*)["“”]$/s, '$1');
  return { words, reason: reason || null };
}

function looksLikeVersion(word: string | undefined): boolean {
  return word !== undefined && /^v?\d|^sha256:|^[0-9a-f]{7,}$/i.test(word);
}

function syntax(problem: string, suggestion: string | null, known: string | null = null): Parsed {
  return { kind: 'syntax', problem, suggestion, known };
}
