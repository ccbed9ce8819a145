import type { Person } from '../domain/request.ts';
import type { Target } from '../domain/target.ts';
import { colors, type Message, message, preformatted, section } from './blocks.ts';
import { type Directory, mention, mentionAll, mentionEntry } from './people.ts';
import { bold, lines, say } from './words.ts';

/**
 * What a release left in the cluster that Redis has lost, or that a person has given up.
 * @param objects e.g. `Deployment checkout-candidate`
 * @param keeper who has taken its rollback over, if anybody has
 */
export function orphanMessage(
  release: string,
  target: Target,
  objects: readonly string[],
  directory: Directory,
  keeper: Person | null,
): Message {
  const who = mentionAll(target.mention.slice(0, 10).map((each) => mentionEntry(each, directory)));
  const number = release.replace(/^r/, '#');
  const place = say`${bold(target.service)} · ${target.environment}`;
  const left = say`The cluster still has what it made: ${objects.slice(0, 10).join(', ')}.`;
  const words = lines(
    keeper
      ? say`🟠 ${place}: what release ${number} left is still there · ${mention(keeper)}`
      : say`🔴 ${place}: nobody looks after release ${number} any more · ${who}`,
    keeper
      ? say`${left} Its rollback was handed over to ${mention(keeper)}; its traffic stays as it is.`
      : say`${left} Redis knows nothing of it, or it was given up; its traffic stays as it is.`,
    say`Put it back to the version before by:`,
  );
  return { ...message(words, [section(words), preformatted([restoreCommand(release)])], colors.bad) };
}

/** As `orphanMessage`, where no service of the catalogue has such objects. */
export function strangeOrphanMessage(release: string, namespace: string, objects: readonly string[]): Message {
  const number = release.replace(/^r/, '#');
  const words = lines(
    say`🔴 ${bold(namespace)}: nobody looks after release ${number} any more, and the catalogue has no service whose objects it has marked`,
    say`The cluster still has what it made: ${objects.slice(0, 10).join(', ')}. Its traffic stays as it is.`,
    say`Put its service back into the catalogue, then put the version before back by:`,
  );
  return { ...message(words, [section(words), preformatted([restoreCommand(release)])], colors.bad) };
}

export function restoreCommand(release: string): string {
  return `sluice orphans --restore ${release}`;
}
