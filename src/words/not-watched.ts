import { signalKinds } from '../analysis/signals/index.ts';
import type { Release } from '../domain/release.ts';
import type { NotWatched } from '../domain/verdict.ts';
import { because } from './because.ts';
import { lines, nothing, say, type Words, withCode } from './words.ts';

/** What is said where a question is not answered, by the signals that ask it, or not wholly. */
export function unwatchedBy({ query, partly, flag }: NotWatched): string[] {
  if (flag !== undefined) return [`requests with ${flag} on and off cannot be compared`];
  if (partly) return ['not all requests are watched'];
  return Object.values(signalKinds).flatMap((signal) => (signal.query === query ? [signal.words.unwatched] : []));
}

/** A sentence for each, with the reason. */
function notWatchedLines(all: readonly NotWatched[]): Words {
  return lines(...all.flatMap((one) => unwatchedBy(one).map((text) => say`${begun(text)}: ${one.why}.`)));
}

/** With what to do, as whoever reads it can still change it. */
function notWatchedWithRemedy(all: readonly NotWatched[]): Words {
  return lines(
    ...all.map((one) => {
      const what = notWatchedLines([one]);
      return one.remedy === undefined ? what : say`${what} ${withCode(begun(one.remedy))}.`;
    }),
  );
}

/** What the newest figures lack; nothing where they lack nothing, or there are none. */
export function notWatchedNow({ window }: Pick<Release, 'window'>): Words {
  return notWatchedLines(window.findLast(({ sample }) => sample !== null)?.sample?.notWatched ?? []);
}

/** The same within a sentence, without the reasons. */
export function notWatchedClauses({ window }: Pick<Release, 'window'>): Words[] {
  const all = window.findLast(({ sample }) => sample !== null)?.sample?.notWatched ?? [];
  return all.flatMap((one) => unwatchedBy(one).map((text) => say`${text}`));
}

/** What was found out before it began, of the version that runs; nothing where all can be watched, or it is not known. */
export function notWatchedBefore({ figures }: Pick<Release, 'figures'>): Words {
  if (!figures) return nothing;
  const { wrong, notWatched, unseen } = figures;
  return lines(
    wrong === null ? nothing : say`As it stands, no figures could be judged${because(wrong)}.`,
    unseen === undefined ? nothing : say`Whether there are figures for that can't be told yet${because(unseen)}.`,
    notWatchedWithRemedy(notWatched),
  );
}

function begun(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
