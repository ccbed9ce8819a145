import type { Person } from '../domain/request.ts';
import type { Target } from '../domain/target.ts';
import { actionIds, type OrphanValue } from './actions.ts';
import { answer } from './answers.ts';
import { limits } from './block-limits.ts';
import { actions, type Button, button, colors, type Message, message, preformatted, section } from './blocks.ts';
import { confirmation, type Subject } from './confirmation.ts';
import { type Directory, mention, mentionAll, mentionEntry } from './people.ts';
import { askPutBack } from './questions.ts';
import { bold, lines, say } from './words.ts';

/**
 * What a release left in the cluster that Redis has lost, or that a person has given up.
 * @param objects e.g. `Deployment checkout-candidate`
 * @param keeper who has taken its rollback over, if anybody has
 * @param versions the one to go back to and the one that is taken back; null where the objects do not say
 */
export function orphanMessage(
  release: string,
  target: Target,
  objects: readonly string[],
  directory: Directory,
  keeper: Person | null,
  versions: Pick<Subject, 'from' | 'to'> | null,
): Message {
  const who = mentionAll(target.mention.slice(0, 10).map((each) => mentionEntry(each, directory)));
  const place = say`${bold(target.service)} · ${target.environment}`;
  const left = say`The cluster still has what it made: ${objects.slice(0, 10).join(', ')}.`;
  const press = versions && putBack(release, target, versions);
  const words = lines(
    keeper
      ? say`🟠 ${place}: what release ${number(release)} left is still there · ${mention(keeper)}`
      : say`🔴 ${place}: nobody looks after release ${number(release)} any more · ${who}`,
    keeper
      ? say`${left} Its rollback was handed over to ${mention(keeper)}; its traffic stays as it is.`
      : say`${left} Redis knows nothing of it, or it was given up; its traffic stays as it is.`,
    press ? say`The button puts the version before back, and so does:` : say`This puts the version before back:`,
  );
  const blocks = [section(words), preformatted([restoreCommand(release)]), ...actions([press])];
  return { ...message(words, blocks, colors.bad) };
}

/** Null where names are too long for a button: then the command is the only way. */
function putBack(
  release: string,
  { service, environment }: Target,
  versions: Pick<Subject, 'from' | 'to'>,
): Button | null {
  const value = JSON.stringify({ orphan: release, service, environment } satisfies OrphanValue);
  if (value.length > limits.value) return null;
  const ask = confirmation({ service, environment, ...versions }, askPutBack(number(release)));
  return button(actionIds.putBack, 'Put back', { value, style: 'danger', confirm: ask });
}

/** What became of a press on *Put back*. */
export type PutBack =
  | { kind: 'going-back' }
  /** Its objects are not there any more, or somebody looks after them again. */
  | { kind: 'gone' }
  | { kind: 'refused'; why: string }
  /** What could not be looked at, and why. */
  | { kind: 'unseen'; what: string };

/** The answer to whoever pressed *Put back*. */
export function putBackMessage(release: string, came: PutBack): Message {
  switch (came.kind) {
    case 'going-back':
      return answer(say`${number(release)} goes back to the version before: a card tells when it is done.`);
    case 'gone':
      return answer(say`There is nothing left of ${number(release)} that nobody looks after. Nothing was changed.`);
    case 'refused':
      return answer(say`${number(release)} cannot be put back: ${came.why}. Nothing was changed.`);
    case 'unseen':
      return answer(say`I could not look at ${came.what}. Nothing was changed; try again.`);
  }
}

/** `#12` of `r12`. */
function number(release: string): string {
  return release.replace(/^r/, '#');
}

/** As `orphanMessage`, where no service of the catalogue has such objects. */
export function strangeOrphanMessage(release: string, namespace: string, objects: readonly string[]): Message {
  const words = lines(
    say`🔴 ${bold(namespace)}: nobody looks after release ${number(release)} any more, and the catalogue has no service whose objects it has marked`,
    say`The cluster still has what it made: ${objects.slice(0, 10).join(', ')}. Its traffic stays as it is.`,
    say`Put its service back into the catalogue, then put the version before back by:`,
  );
  return { ...message(words, [section(words), preformatted([restoreCommand(release)])], colors.bad) };
}

export function restoreCommand(release: string): string {
  return `sluice orphans --restore ${release}`;
}
