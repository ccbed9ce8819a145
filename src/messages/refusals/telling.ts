import type { Refusal, RefusalCode } from '../../domain/reasons.ts';
import { mentionEntry } from '../../words/people.ts';
import { join, toWords, type Words } from '../../words/words.ts';
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

export type Telling = (refused: Refusal, view: View) => RefusalWords;
export type Tellings<C extends RefusalCode> = Record<C, Telling>;

/** A fact, or "?" where whoever refused did not give it. */
export function fact({ facts }: Refusal, name: string): string {
  return facts[name] || '?';
}

export function tell(words: Words, offers: (Offer | null)[] = []): RefusalWords {
  return { words, offers: offers.filter((offer) => offer !== null) };
}

/** `checkout 2.4.1 to production`, from the facts with some of them put right; null where one is not known. */
export function deployOffer({ facts }: Refusal, right: Record<string, string> = {}): Offer | null {
  const { service, version, environment, strategy } = { ...facts, ...right } as Partial<Record<string, string>>;
  if (!service || !version || ![service, version].every(oneWord)) return null;
  const to = environment && oneWord(environment) ? ` to ${environment}` : '';
  const by = strategy && oneWord(strategy) ? ` with ${strategy}` : '';
  return { label: `Deploy ${service} ${version}${to}${by}`, command: `${service} ${version}${to}${by}` };
}

/** Only such words go into a command: a button must not say more than its label shows. */
export function oneWord(text: string): boolean {
  return /^[\w.:@/+-]{1,128}$/.test(text);
}

/** "@payments-leads or U0MIKA" as an approval policy names them → mentions. */
export function approversFact({ facts }: Refusal, view: View): Words {
  const entries = (facts['approvers'] ?? '').split(' or ').filter((entry) => entry !== '');
  if (entries.length === 0) return toWords('an approver');
  return join(
    entries.slice(0, 10).map((entry) => mentionEntry(entry, view.directory)),
    ' or ',
  );
}
