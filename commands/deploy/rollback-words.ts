import { setWord } from '../../src/domain/deploy-words.ts';
import { type Pace, paces, paceWords } from '../../src/domain/rollback.ts';
import { type Misunderstood, syntax, type Understood, understood } from './subcommand.ts';

/** What follows `/deploy rollback`. Which of its names is a version, the catalogue says. */
export interface RollbackWords {
  /** A release by its number, a service, or a set. */
  word: string;
  /** Where, as far as a keyword says so. */
  environment: string | null;
  /** An environment or a version: “to production”, “to 2.3.0”, or either without a keyword. */
  named: string[];
  pace: Pace | null;
  reason: string | null;
}

const form = 'rollback <service> [to <version>] [in <environment>] [at once|careful] [because <reason>]';

/** @param reason what followed “because” */
export function readRollback(
  rest: readonly string[],
  reason: string | null,
): Understood<RollbackWords> | Misunderstood {
  const { words, pace } = splitPace(rest);
  // “rollback set shop-2024-11”: no service can have that name.
  const isSet = words.length > 1 && words[0]?.toLowerCase() === setWord;
  const [word, ...others] = isSet ? words.slice(1) : words;
  if (word === undefined) return syntax(`Which release do you mean? /deploy ${form}`);
  const asked: RollbackWords = { word, environment: null, named: [], pace, reason };
  for (let index = 0; index < others.length; index += 1) {
    const keyword = (others[index] ?? '').toLowerCase();
    const isPlace = places.includes(keyword);
    if (!isPlace && keyword !== 'to') {
      asked.named.push(others[index] ?? '');
      continue;
    }
    index += 1;
    const name = others[index];
    if (name === undefined) return syntax(`“${keyword}” needs ${isPlace ? 'an environment' : 'a version'} after it.`);
    if (!isPlace) asked.named.push(name);
    else if (asked.environment === null) asked.environment = name;
    else return syntax(`The environment is given twice: ${asked.environment} and ${name}.`);
  }
  const [, , extra] = [asked.environment, ...asked.named].filter((name) => name !== null);
  return extra === undefined ? understood(asked) : syntax(`I don't know what to do with “${extra}”.`);
}

const places = ['in', 'on', 'from'];

/** “at once”, “careful” or “carefully” at the end. */
function splitPace(rest: readonly string[]): { words: readonly string[]; pace: Pace | null } {
  const text = (count: number) => rest.slice(-count).join(' ').toLowerCase();
  const pace = paces.find((each) => {
    const said = paceWords[each];
    return text(said.split(' ').length) === said;
  });
  if (pace) return { words: rest.slice(0, -paceWords[pace].split(' ').length), pace };
  return text(1) === 'carefully' ? { words: rest.slice(0, -1), pace: 'careful' } : { words: rest, pace: null };
}

/** A version and an environment, told apart. */
export interface Told {
  environment: string | null;
  to: string | null;
}

/**
 * Which of the names is the version: what is no environment of the service.
 * @param isPlace whether the service has an environment of that name
 */
export function tellApart(
  { environment, named }: Pick<RollbackWords, 'environment' | 'named'>,
  isPlace: (name: string) => boolean,
): Told | Misunderstood {
  const told: Told = { environment, to: null };
  for (const name of named) {
    const slot = isPlace(name) || (!/\d/.test(name) && told.environment === null) ? 'environment' : 'to';
    const before = told[slot];
    if (before !== null) {
      return syntax(`The ${slot === 'to' ? 'version' : 'environment'} is given twice: ${before} and ${name}.`);
    }
    told[slot] = name;
  }
  return told;
}
