import { setWord } from '../../src/domain/deploy-words.ts';
import { type Misunderstood, syntax, type Understood, understood } from './subcommand.ts';

/** What a person named: a release by its number or a service, and where; null where they did not say. */
export interface Named {
  word: string | null;
  environment: string | null;
}

/** `checkout production`, `checkout in production` and `checkout to production` are the same place. */
export function readPlace(words: readonly string[]): Understood<Named> | Misunderstood {
  const named = words.filter((word) => !['to', 'in', 'on', 'from'].includes(word.toLowerCase()));
  // “rollback set shop-2024-11”: no service can have that name.
  const isSet = named.length > 1 && named[0]?.toLowerCase() === setWord;
  const [word = null, environment = null, extra] = isSet ? named.slice(1) : named;
  return extra ? syntax(`I don't know what to do with “${extra}”.`) : understood({ word, environment });
}

/** Whether a word names a release by its number, `142` or `#142`, and not by its service. */
export function isNumber(word: string): boolean {
  return /^#?\d+$/.test(word);
}

/** The release that a word names, as people write it: `#142`, or a service. */
export function releaseNamed(word: string): string {
  return isNumber(word) ? `#${word.replace('#', '')}` : word;
}
