import { flagWord, setWord, throughWord } from '../../domain/deploy-words.ts';
import type { FlagAsked } from '../../domain/flag-wish.ts';
import type { RefusalCode, RefusalOf } from '../../domain/reasons.ts';
import { type Pace, paceWords } from '../../domain/rollback.ts';
import type { TrainAsked } from '../../domain/train.ts';
import { linkable, mention, mentionEntry } from '../../words/people.ts';
import { join, say, toWords, type Words } from '../../words/words.ts';
import { commandText } from '../blocks/command-text.ts';
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

/**
 * How a release was asked for. A button that mends what was typed asks in the same way: what was to be looked at is only
 * looked at, and what was to go back goes back.
 */
export interface Asking {
  word: 'deploy' | 'plan' | 'rollback';
  strategy: string | null;
  /** Feature flags that were to move with it; absent where none was named. */
  flags?: readonly string[] | undefined;
  /** The flag that was asked for by itself, if one was. */
  flag?: FlagAsked | undefined;
  /** That it is to go through the environments before the one that is named. */
  train?: TrainAsked | undefined;
  /** To which version it was to go back, and how fast, where that was said. */
  back?: { to?: string | undefined; pace?: Pace | undefined } | undefined;
  /** The set that was asked for, if one was. */
  set?: string | undefined;
  reason: string | null;
}

/** What is said of each code, by exactly the facts that it comes with. Without `asking` no release is offered. */
export type Tellings<C extends RefusalCode> = {
  [K in C]: (refused: RefusalOf<K>, view: View, asking: Asking | null) => RefusalWords;
};

export function tell(words: Words, offers: (Offer | null)[] = []): RefusalWords {
  return { words, offers: offers.filter((offer) => offer !== null) };
}

export interface Wanted {
  service: string;
  /** Null where going back finds it. */
  version: string | null;
  environment: string | null;
  strategy: string | null;
}

/** The same asked for again, of these names; null where one of them would not be one word, or nobody asked for a release. */
export function offerAgain(wanted: Wanted, asking: Asking | null): Offer | null {
  if (asking === null) return null;
  const words = wordsOf(wanted, asking);
  if (words === null || !words.every((word) => word === '%' || oneWord(word))) return null;
  const text = words.join(' ');
  const label = asking.word === 'deploy' ? `Deploy ${text}` : `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
  return { label, command: commandText(words, asking.reason) };
}

function wordsOf(wanted: Wanted, asking: Asking): string[] | null {
  const { service, version, environment, strategy } = wanted;
  const { word, flag, flags = [], set } = asking;
  if (word === 'rollback') return backWords(wanted, asking.back ?? {});
  const lead = word === 'plan' ? [word] : [];
  if (set !== undefined) return [...lead, setWord, set, ...(environment === null ? [] : ['to', environment])];
  if (flag)
    return [...lead, flagWord, service, ...flagWords(flag), ...(environment === null ? [] : ['in', environment])];
  if (version === null) return null;
  const to = environment === null ? [] : [asking.train ? throughWord : 'to', environment];
  const by = strategy === null ? [] : ['with', strategy];
  return [...lead, service, version, ...to, ...by, ...flags.flatMap((each) => ['with', flagWord, each])];
}

function backWords({ service, environment }: Wanted, { to, pace }: NonNullable<Asking['back']>): string[] {
  const where = environment === null ? [] : ['in', environment];
  return [
    'rollback',
    service,
    ...(to === undefined ? [] : ['to', to]),
    ...where,
    ...(pace === undefined ? [] : paceWords[pace].split(' ')),
  ];
}

function flagWords({ flag, to }: FlagAsked): string[] {
  switch (to.kind) {
    case 'share':
      return [flag, 'to', ...(to.percent === 0 ? ['off'] : [`${to.percent}`, '%'])];
    case 'variant':
      return [flag, 'to', 'variant', to.variant, `${to.percent}`, '%'];
  }
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
