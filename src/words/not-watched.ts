import { signalKinds } from '../analysis/signals/index.ts';
import type { Release } from '../domain/release.ts';
import type { NotWatched } from '../domain/verdict.ts';
import { because } from './sentences.ts';
import { lines, nothing, say, type Words } from './words.ts';

/** What is said where a question is not answered, by the signals that ask it. */
export function unwatchedBy(query: NotWatched['query']): string[] {
  return Object.values(signalKinds).flatMap((signal) => (signal.query === query ? [signal.words.unwatched] : []));
}

/** A sentence for each, with the reason. */
function notWatchedLines(all: readonly NotWatched[]): Words {
  return lines(...all.flatMap(({ query, why }) => unwatchedBy(query).map((text) => say`${begun(text)}: ${why}.`)));
}

/** What the newest figures lack; nothing where they lack nothing, or there are none. */
export function notWatchedNow({ window }: Pick<Release, 'window'>): Words {
  return notWatchedLines(window.findLast(({ sample }) => sample !== null)?.sample?.notWatched ?? []);
}

/** The same within a sentence, without the reasons. */
export function notWatchedClauses({ window }: Pick<Release, 'window'>): Words[] {
  const all = window.findLast(({ sample }) => sample !== null)?.sample?.notWatched ?? [];
  return all.flatMap(({ query }) => unwatchedBy(query).map((text) => say`${text}`));
}

/** What was found out before it began, of the version that runs; nothing where all can be watched, or it is not known. */
export function notWatchedBefore({ figures }: Pick<Release, 'figures'>): Words {
  if (!figures) return nothing;
  const { wrong, notWatched, unseen } = figures;
  return lines(
    wrong === null ? nothing : say`As it stands, no figures could be judged${because(wrong)}.`,
    unseen === undefined ? nothing : say`Whether there are figures for that can't be told yet${because(unseen)}.`,
    notWatchedLines(notWatched),
  );
}

function begun(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
