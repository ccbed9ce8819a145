import type { Plan } from '../../domain/plan.ts';
import type { Person } from '../../domain/request.ts';
import type { Target } from '../../domain/target.ts';
import { lookCommands } from '../../words/look-commands.ts';
import { type Directory, mention, mentionAll, mentionEntry } from '../../words/people.ts';
import { hasTraffic } from '../../words/traffic.ts';
import { bold, code, lines, nothing, say, type Words } from '../../words/words.ts';
import { actionIds, type OrphanValue } from '../blocks/action-ids.ts';
import { limits } from '../blocks/block-limits.ts';
import {
  actions,
  type Button,
  button,
  colors,
  type Message,
  message,
  preformatted,
  section,
} from '../blocks/blocks.ts';
import { confirmation } from '../blocks/confirmation.ts';
import { askPutBack } from '../blocks/questions.ts';
import { answer } from '../refusals/answers.ts';
import { byHand } from './unsigned.ts';

/** What putting back would do, as far as people need it. */
export type WayShown =
  | {
      kind: 'open';
      plan: Pick<Plan, 'from' | 'to'>;
      image: string | null;
      replicas: number | null;
      routes: readonly string[];
      removed: readonly string[];
      digest: string;
    }
  /** It cannot be done by a press. */
  | { kind: 'closed'; why: string };

/** What is known of an orphan. */
interface Found {
  /** Who has taken its rollback over, if anybody has. */
  keeper: Person | null;
  /** The number of the train that it was part of and that is not live either; null where there is none. */
  train: number | null;
  /** What putting it back would do. */
  way: WayShown;
}

/**
 * What a release left in the cluster that Redis has lost, or that a person has given up.
 * @param objects e.g. `Deployment checkout-candidate`
 */
export function orphanMessage(
  release: string,
  target: Target,
  objects: readonly string[],
  directory: Directory,
  { keeper, train, way }: Found,
): Message {
  const who = mentionAll(target.mention.slice(0, 10).map((each) => mentionEntry(each, directory)));
  const place = say`${bold(target.service)} · ${target.environment}`;
  const left = say`The cluster still has what it made: ${objects.slice(0, 10).join(', ')}.`;
  const stays = hasTraffic({ target }) ? 'its traffic stays as is' : 'its pods stay as they are';
  const head = lines(
    keeper
      ? say`🟠 ${place}: what release ${number(release)} left behind is still there · ${mention(keeper)}`
      : say`🔴 ${place}: nobody is handling release ${number(release)} · ${who}`,
    keeper
      ? say`${left} Its rollback was handed over to ${mention(keeper)}; ${stays}.`
      : say`${left} Redis doesn't know about it, or it was abandoned; ${stays}.`,
    train === null
      ? null
      : say`It was part of train #${train}, which isn't live either: nothing more of that will be begun, and nothing of it that was released before goes back by itself. Look at what it was to release, and ask again for what is missing.`,
  );
  if (way.kind === 'closed') {
    const words = lines(
      head,
      say`It can't be put back with the button: ${way.why}.`,
      say`To put it back by hand, ${byHand}. To see what's there:`,
    );
    return message(words, [section(words), preformatted(lookCommands(target.namespace, target.workload))], colors.bad);
  }
  const words = lines(head, wayWords(target, way), say`Approvers can do that with the button, or with:`);
  const blocks = [section(words), preformatted([restoreCommand(release)]), ...actions([putBack(release, target, way)])];
  return message(words, blocks, colors.bad);
}

/** "Putting it back: checkout runs registry/checkout:2.4.0 in at least 4 pods; …" */
export function wayWords(target: Target, way: Extract<WayShown, { kind: 'open' }>): Words {
  const pods =
    way.replicas === null ? nothing : say` in at least ${way.replicas} ${way.replicas === 1 ? 'pod' : 'pods'}`;
  const runs =
    way.image === null
      ? say`${target.service} keeps the image that it runs`
      : say`${target.service} runs ${code(way.image)}`;
  const routes = way.routes.length > 0 ? say`; ${way.routes.join(', ')} lead to it alone, as before` : nothing;
  const removed = way.removed.length > 0 ? say`; ${way.removed.join(', ')} removed` : nothing;
  return say`Putting it back: ${runs}${pods}${routes}${removed}.`;
}

type Open = Extract<WayShown, { kind: 'open' }>;

/** Null where names are too long for a button: then the command is the only way. */
function putBack(release: string, target: Target, way: Open): Button | null {
  const { service, environment } = target;
  const value = JSON.stringify({ orphan: release, service, environment, shown: way.digest } satisfies OrphanValue);
  if (value.length > limits.value) return null;
  const { from, to } = way.plan;
  const subject = { service, environment, from: from.version, to: to.version, traffic: hasTraffic({ target }) };
  const ask = confirmation(subject, askPutBack(number(release)));
  return button(actionIds.putBack, 'Put back', { value, style: 'danger', confirm: ask });
}

/** What became of a press on *Put back*. */
export type PutBack =
  | { kind: 'going-back' }
  /** Its objects are not there any more, or somebody looks after them again. */
  | { kind: 'gone' }
  | { kind: 'refused'; why: string }
  /** It would do something else now than the message says. */
  | { kind: 'changed'; target: Target; way: Open }
  /** The person may not; `approvers`: handles of groups with their `@`, and ids of people. */
  | { kind: 'not-allowed'; approvers: readonly string[] }
  /** What could not be looked at, and why. */
  | { kind: 'unseen'; what: string };

/** The answer to whoever pressed *Put back*. */
export function putBackMessage(release: string, came: PutBack): Message {
  switch (came.kind) {
    case 'going-back':
      return answer(say`${number(release)} is being rolled back to the previous version: a card says when it's done.`);
    case 'gone':
      return answer(say`Nothing orphaned is left of ${number(release)}. Nothing was changed.`);
    case 'refused':
      return answer(say`${number(release)} can't be put back: ${came.why}. Nothing was changed.`);
    case 'changed': {
      const { target, way } = came;
      const words = lines(
        say`Putting ${number(release)} back would no longer do what that message says. Nothing was changed. This is what it would do now:`,
        wayWords(target, way),
      );
      return message(words, [section(words), ...actions([putBack(release, target, way)])]);
    }
    case 'not-allowed':
      return answer(
        say`You can't put ${number(release)} back: it needs ${came.approvers.join(' or ')}. Nothing was changed.`,
      );
    case 'unseen':
      return answer(say`I couldn't look at ${came.what}. Nothing was changed; try again.`);
  }
}

/** `#12` of `r12`. */
function number(release: string): string {
  return release.replace(/^r/, '#');
}

/** As `orphanMessage`, where no service of the catalogue has such objects. */
export function strangeOrphanMessage(release: string, namespace: string, objects: readonly string[]): Message {
  const words = lines(
    say`🔴 ${bold(namespace)}: nobody is handling release ${number(release)}, and the catalogue has no service for the objects that it marked`,
    say`The cluster still has what it made: ${objects.slice(0, 10).join(', ')}. Everything stays as is.`,
    say`Put its service back into the catalogue, then put the previous version back with:`,
  );
  return { ...message(words, [section(words), preformatted([restoreCommand(release)])], colors.bad) };
}

export function restoreCommand(release: string): string {
  return `sluice orphans --restore ${release}`;
}
