import type { RefusalCode, RefusalOf } from '../../domain/reasons.ts';
import { linkable, mention, mentionEntry } from '../../words/people.ts';
import { join, say, toWords, type Words } from '../../words/words.ts';
import type { View } from '../card/parts.ts';

/** A command that a button runs in place of the one that was refused. */
export interface Offer {
  label: string;
  /** What stands after `/deploy`. */
  command: string;
}

export interface RefusalWords {
  words: Words;
  offers: Offer[];
}

/** What is said of each code, by exactly the facts that it comes with. */
export type Tellings<C extends RefusalCode> = { [K in C]: (refused: RefusalOf<K>, view: View) => RefusalWords };

export function tell(words: Words, offers: (Offer | null)[] = []): RefusalWords {
  return { words, offers: offers.filter((offer) => offer !== null) };
}

interface Wanted {
  service: string;
  version: string;
  environment: string | null;
  strategy?: string;
}

/** `checkout 2.4.1 to production`; null where service or version would not be one word. */
export function deployOffer({ service, version, environment, strategy }: Wanted): Offer | null {
  if (![service, version].every(oneWord)) return null;
  const to = environment && oneWord(environment) ? ` to ${environment}` : '';
  const by = strategy && oneWord(strategy) ? ` with ${strategy}` : '';
  return { label: `Deploy ${service} ${version}${to}${by}`, command: `${service} ${version}${to}${by}` };
}

/** Only such words go into a command: a button must not say more than its label shows. */
export function oneWord(text: string): boolean {
  return /^[\w.:@/+-]{1,128}$/.test(text);
}

/** Handles with their `@` and ids, as an approval policy names them → mentions. */
export function anyApprover(approvers: readonly string[], view: View): Words {
  if (approvers.length === 0) return toWords('an approver');
  return join(
    approvers.slice(0, 10).map((entry) => mentionEntry(entry, view.directory)),
    ' or ',
  );
}

/** " by @aoi": a person by their id, or by what stands in its place. */
export function byPerson(id: string): Words {
  return say` by ${linkable(id) ? mention({ id, name: id }) : id}`;
}
