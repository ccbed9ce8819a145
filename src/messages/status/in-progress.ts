import type { Release } from '../../domain/release.ts';
import { releaseLine } from '../../words/release-line.ts';
import { bold, code, lines, nothing, say, type Words } from '../../words/words.ts';
import { type Block, type Message, message, sectionsOf } from '../blocks/blocks.ts';

/** Addresses of releases' cards, by id, as far as they are known. */
export type CardAddresses = ReadonlyMap<string, string>;

/** Releases that are listed; the others are counted. */
export const mostListed = 15;
/** So many lines fit into a section, with the addresses that they lead to. */
const linesEach = 8;

/** Some lines, as blocks and as they are read out. */
export interface Part {
  said: Words;
  blocks: Block[];
}

/** What is live, or that nothing is. @param service whose releases these are; null: everybody's */
export function inProgress(live: readonly Release[], now: number, service: string | null, cards: CardAddresses): Part {
  if (live.length > 0) return listed(bold('In progress'), live, now, cards);
  const of = service === null ? nothing : say` of ${bold(service)}`;
  return part([say`No release${of} is in progress. ${code('/deploy history')} lists the recent ones.`]);
}

/** A heading and a line for each release. */
export function listed(heading: Words, releases: readonly Release[], now: number, cards: CardAddresses): Part {
  const shown = releases.slice(0, mostListed).map((each) => releaseLine(each, now, cards.get(each.id) ?? null));
  const rest = releases.length > mostListed ? say`… and ${releases.length - mostListed} more` : null;
  return part([heading, ...shown, rest]);
}

/** `/deploy status` of a release by its number, or of a set. */
export function liveMessage(live: readonly Release[], now: number, name: string, cards: CardAddresses): Message {
  const { said, blocks } = inProgress(live, now, name, cards);
  return message(said, blocks);
}

function part(all: readonly (Words | null)[]): Part {
  return { said: lines(...all), blocks: sectionsOf(all, linesEach) };
}
