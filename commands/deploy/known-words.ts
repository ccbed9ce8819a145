import { deployWords } from '../../src/domain/deploy-words.ts';

/** Characters of a list that people still read, and that a sentence has room for. */
const longestList = 150;

/** What may stand first after `/deploy`. */
export const knownCommands = `Commands: ${deployWords.join(', ')}.`;

/** What may follow a version. */
export const knownKeywords =
  'After the version: to or through <environment>, with <strategy>, with flag <flag>, because <reason>.';

/** The same as `knownCommands`, with the services that stand there as well. */
export function knownFirstWords(services: ReadonlySet<string>): string {
  return `${knownCommands} Services: ${someOf([...services])}.`;
}

/** "checkout, search and 12 more" */
function someOf(names: readonly string[]): string {
  let shown = names[0] ?? 'none';
  let count = 1;
  for (const name of names.slice(1)) {
    if (shown.length + name.length > longestList) break;
    shown = `${shown}, ${name}`;
    count += 1;
  }
  const rest = names.length - count;
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}
