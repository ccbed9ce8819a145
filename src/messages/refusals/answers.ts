import type { Changes } from '../../domain/changes.ts';
import type { OtherRelease } from '../../domain/events.ts';
import type { FiguresBefore } from '../../domain/figures-before.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Refusal } from '../../domain/reasons.ts';
import type { Release } from '../../domain/release.ts';
import type { Request } from '../../domain/request.ts';
import { planName } from '../../words/format.ts';
import { mentionChannel } from '../../words/people.ts';
import { releaseLine } from '../../words/release-line.ts';
import { releaseTitle } from '../../words/sentences.ts';
import { bold, code, lines, nothing, say, type Words } from '../../words/words.ts';
import { runCommandIds } from '../blocks/action-ids.ts';
import { actions, type Block, type Button, button, context, type Message, message, section } from '../blocks/blocks.ts';
import { buttons, type Done } from '../buttons/index.ts';
import { type GateShown, gatesText } from '../card/gates.ts';
import type { View } from '../card/parts.ts';
import { allNotes } from '../card/plan-notes.ts';
import { planOutline } from '../card/plan-outline.ts';
import { offerButtons } from './refusals.ts';
import { type Asking, offerAgain } from './telling.ts';
import { refusalWords } from './words.ts';

/** `/deploy help`. @param usages what can follow `/deploy`, in the order of need */
export function helpMessage(usages: readonly { usage: string; summary: string }[]): Message {
  const rows = usages.map(({ usage, summary }) => say`${code(`/deploy ${usage}`.trim())}  ${summary}`);
  const words = lines(bold('What you can ask'), ...rows, say`You can give a service's name instead of a number.`);
  return answer(words);
}

/** An answer of a few lines, only for the person who asked. */
export function answer(words: Words): Message {
  return message(words, [section(words)]);
}

const MOST = 15;

/** `/deploy history`: the last releases, the newest first. */
export function historyMessage(past: readonly Release[], now: number, service: string | null = null): Message {
  const of = service === null ? nothing : say` of ${bold(service)}`;
  if (past.length === 0) return answer(say`There has been no release${of} yet.`);
  return answer(list(say`${bold('Recent releases')}${of}`, past, now));
}

function list(heading: Words, releases: readonly Release[], now: number): Words {
  const shown = releases.slice(0, MOST).map((release) => releaseLine(release, now));
  const rest = releases.length > MOST ? say`… and ${releases.length - MOST} more` : null;
  return lines(heading, ...shown, rest);
}

/** What is looked at: a plan, how it was asked for, and what speaks against it. */
interface Previewed {
  request: Pick<Request, 'strategy' | 'flags' | 'flag' | 'train' | 'reason'>;
  plan: Plan;
  digest: string;
  gates: readonly GateShown[];
  figures?: FiguresBefore | null;
  changes?: Changes | null;
  refusal: Refusal | null;
}

/** `/deploy plan …`: what would happen, or only what speaks against it; nothing has been started. */
export function planPreview(drafted: Previewed, view: View): Message {
  const { plan, digest, gates, refusal } = drafted;
  const title = bold(releaseTitle(plan));
  const gatesLine = gates.length > 0 ? gatesText(gates) : null;
  const { said, buttons: below } = refusal ? againstIt(drafted, refusal, view) : whatWouldHappen(drafted);
  const [first, ...more] = said;
  const blocks: Block[] = [
    section(lines(title, first ?? null)),
    ...more.map((words) => section(words)),
    ...(gatesLine ? [section(gatesLine)] : []),
    ...actions(below),
    context(say`Preview only: nothing was started · plan ${planName(digest)}`),
  ];
  return message(lines(title, ...said, gatesLine, say`Preview only: nothing was started.`), blocks);
}

interface Shown {
  said: Words[];
  buttons: (Button | null)[];
}

function whatWouldHappen({ plan, figures = null, changes = null, request }: Previewed): Shown {
  const { service, environment } = plan.target;
  const asking = askingOf('deploy', service, request);
  const offer = offerAgain({ service, version: plan.to.version, environment, strategy: request.strategy }, asking);
  return {
    said: [...planOutline(plan, { figures, changes }), ...allNotes(plan)],
    buttons: [offer && button(runCommandIds[0], 'Deploy it', { value: offer.command, style: 'primary' })],
  };
}

/** How the request was asked for. @param service or the set that stands for it */
export function askingOf(
  word: Asking['word'],
  service: string,
  { strategy, flags, flag, train, reason }: Previewed['request'],
): Asking {
  return { word, strategy, flags, flag, train, ...(train?.kind === 'set' ? { set: service } : {}), reason };
}

function againstIt({ plan, request }: Previewed, refusal: Refusal, view: View): Shown {
  const { words, offers } = refusalWords(refusal, view, askingOf('plan', plan.target.service, request));
  return { said: [say`✗ ${words}`], buttons: offerButtons(offers) };
}

/** "You approved #142 (checkout 2.4.1 → production)." */
export function doneMessage(what: Done, release: Release): Message {
  const { number, plan } = release;
  const { done, next } = buttons[what];
  const after = next?.(release) ?? nothing;
  const it = say`${bold(`#${number}`)} (${releaseTitle(plan)})`;
  return answer(say`${done(it, release)}${after}`);
}

/** What became of a request that was not refused. */
export type RequestResult =
  | { kind: 'created'; number: number; channel: string }
  | { kind: 'queued'; number: number; channel: string; behind: OtherRelease; supersedes: boolean }
  | { kind: 'stopping'; number: number }
  | { kind: 'repeated'; id: string };

/**
 * Tells the person who asked what became of it.
 * @param channel where they typed, or null where they used the form
 */
export function requestAnswer(asked: RequestResult, channel: string | null): Message {
  const home = channel === null ? say` Your App Home shows it too.` : nothing;
  switch (asked.kind) {
    case 'created':
      return answer(
        say`This is release ${bold(`#${asked.number}`)}. Its plan is in ${mentionChannel(asked.channel)}.${home}`,
      );
    case 'queued':
      return answer(say`${waitingSentence(asked)} Its plan will be in ${mentionChannel(asked.channel)}.${home}`);
    case 'repeated':
      return answer(say`You already asked for that: it's on its way, and wasn't started twice.${home}`);
    case 'stopping':
      return answer(
        say`Release ${bold(`#${asked.number}`)} is in progress: it's being stopped and rolled back.${home}`,
      );
  }
}

function waitingSentence({ number, behind, supersedes }: Extract<RequestResult, { kind: 'queued' }>): Words {
  const it = say`This is release ${bold(`#${number}`)}`;
  return supersedes
    ? say`${it}. It takes the place of #${behind.number} (${behind.version}), which is taken back first.`
    : say`${it}, and it waits for #${behind.number} (${behind.version}) to end.`;
}

/** When Sluice itself could not do it; the person is told that nothing came of it. */
export function brokenMessage(what: string): Message {
  return answer(say`That didn't work: ${what}. Nothing was changed; please try again in a moment.`);
}
