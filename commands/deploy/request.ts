import { flagWord, throughWord } from '../../src/domain/deploy-words.ts';
import type { FlagAsked } from '../../src/domain/flag-wish.ts';
import type { TrainAsked } from '../../src/domain/train.ts';
import { commandText } from '../../src/messages/blocks/command-text.ts';
import { nearest } from '../../src/platform/nearest.ts';
import type { BotDeps } from '../deps.ts';
import { knownKeywords } from './known-words.ts';
import { type DeployText, type Misunderstood, syntax, type Understood, type Usage, understood } from './subcommand.ts';

/** A release as it is asked for. */
export interface RequestWords {
  service: string;
  version: string;
  environment: string | null;
  strategy: string | null;
  /** Feature flags that are to move with it; absent where none is named. */
  flags?: string[];
  /** That it is to go through the environments before that one. */
  train?: TrainAsked;
  /** A flag that is asked for by itself; then `version` says how it is to stand. */
  flag?: FlagAsked;
  reason: string | null;
}

export const requestUsages: readonly Usage[] = [
  { usage: 'checkout 2.4.1 to production because …', summary: 'release a version; you see the plan first' },
  {
    usage: 'checkout 2.4.1 with flag new-pricing',
    summary: 'the same, and its feature flag goes on step by step after it',
  },
  {
    usage: 'checkout 2.4.1 through production',
    summary: 'the same in every environment up to there, one after the other',
  },
  { usage: '', summary: 'the same as a form' },
];

const form = '<service> <version> [to|through <environment>] [with <strategy>] [with flag <flag>] [because <reason>]';

/** @param prefix what stands before the request: a word with a space after it, or nothing */
export function readRequest(
  prefix: string,
  words: readonly string[],
  reason: string | null,
): Understood<RequestWords> | Misunderstood {
  const [service, version, ...rest] = words;
  if (!service) return syntax(`Say what to plan: /deploy ${prefix}${form}`);
  if (!version) return syntax(`Which version of ${service}? /deploy ${prefix}${service} <version> …`);
  const request: RequestWords = { service, version, environment: null, strategy: null, reason };
  for (let index = 0; index < rest.length; index += 2) {
    if (namesFlag(rest, index)) {
      const flag = rest[index + 2];
      if (!flag) return syntax(`“${rest[index]} ${rest[index + 1]}” needs the name of a feature flag after it.`);
      request.flags = [...(request.flags ?? []), flag];
      index += 1;
      continue;
    }
    const [keyword = '', value] = rest.slice(index, index + 2);
    const slot = slots.get(keyword.toLowerCase());
    if (!slot) return unknownKeyword(prefix, words, index + 2, reason);
    if (!value) return syntax(`“${keyword}” needs a ${slot} after it.`);
    if (request[slot]) return syntax(`The ${slot} is given twice: ${request[slot]} and ${value}.`);
    request[slot] = value;
    if (keyword.toLowerCase() === throughWord) request.train = { kind: 'environments' };
  }
  return understood(request);
}

/** “with flag new-pricing”, where “with canary” would be a strategy. */
function namesFlag(words: readonly string[], at: number): boolean {
  const [keyword = '', value] = words.slice(at, at + 2);
  return slots.get(keyword.toLowerCase()) === 'strategy' && value?.toLowerCase() === flagWord;
}

const slots = new Map<string, 'environment' | 'strategy'>([
  ['to', 'environment'],
  ['in', 'environment'],
  [throughWord, 'environment'],
  ['with', 'strategy'],
  ['using', 'strategy'],
]);

/** A word where a keyword should be: perhaps mistyped, perhaps the environment without its “to”. */
function unknownKeyword(prefix: string, words: readonly string[], at: number, reason: string | null): Misunderstood {
  const keyword = words[at] ?? '';
  const [before, after] = [words.slice(0, at), words.slice(at + 1)];
  const meant = nearest(keyword.toLowerCase(), [...slots.keys()]).at(0);
  const candidates = [
    ...(meant && after.length > 0 ? [[...before, meant, ...after]] : []),
    [...before, 'to', keyword, ...after],
  ];
  const mended = candidates.find((each) => readRequest(prefix, each, reason).kind === 'understood');
  const suggestion = mended ? `${prefix}${commandText(mended, reason)}` : null;
  return syntax(`I don't understand “${keyword}” there.`, suggestion, knownKeywords);
}

/** Kept for a worker, then acknowledged. Throws before the acknowledgement where it could not be kept. */
export async function askFor(
  { requests }: BotDeps,
  kind: 'deploy' | 'plan',
  typed: DeployText,
  asked: RequestWords,
): Promise<void> {
  const { by, key, channel, responseUrl } = typed;
  const { train, ...wanted } = asked;
  const asking = { by, key, channel, responseUrl, at: requests.clock.now() };
  await requests.queue.request(
    train ? { kind: 'train', word: kind, train, ...wanted, ...asking } : { kind, ...wanted, ...asking },
  );
  await typed.ack();
}
