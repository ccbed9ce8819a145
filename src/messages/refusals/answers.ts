import type { Plan } from '../../domain/plan.ts';
import type { Refusal } from '../../domain/reasons.ts';
import type { Release } from '../../domain/release.ts';
import { planName } from '../../words/format.ts';
import { mentionChannel } from '../../words/people.ts';
import { releaseLine } from '../../words/release-line.ts';
import { releaseTitle } from '../../words/sentences.ts';
import { bold, code, lines, nothing, say, type Words } from '../../words/words.ts';
import { runCommandIds } from '../blocks/action-ids.ts';
import { actions, type Block, button, context, type Message, message, section } from '../blocks/blocks.ts';
import type { View } from '../card/parts.ts';
import { type GateShown, gatesText } from '../card/waiting.ts';
import { planOutline } from '../forms/forms.ts';
import { oneWord } from './telling.ts';
import { refusalWords } from './words.ts';

/** What can be typed after `/deploy`, in the order of need. */
const commands: readonly [string, string][] = [
  ['checkout 2.4.1 to production because …', 'release a version; you see the plan first'],
  ['', 'the same as a form'],
  ['plan checkout 2.4.1 to production', 'only show what would happen'],
  ['status [service]', 'what is live'],
  ['history [service]', 'what was released'],
  ['report 142', 'the report of a release'],
  ['pause 142', 'keep the traffic where it is'],
  ['resume 142', 'go on'],
  ['promote 142', 'skip the rest of the watching'],
  ['abort 142', 'stop it and go back'],
  ['rollback checkout production', 'go back to the version before'],
];

/** `/deploy help`. */
export function helpMessage(): Message {
  const rows = commands.map(([command, what]) => say`${code(`/deploy ${command}`.trim())}  ${what}`);
  const words = lines(bold('What you can ask'), ...rows, say`Instead of a number, the name of a service will do.`);
  return answer(words);
}

/** An answer of a few lines, only for the person who asked. */
export function answer(words: Words): Message {
  return message(words, [section(words)]);
}

const MOST = 15;

/** `/deploy status`: what is live. @param now milliseconds since the epoch */
export function statusMessage(live: readonly Release[], now: number, service: string | null = null): Message {
  const of = service === null ? nothing : say` of ${bold(service)}`;
  if (live.length === 0) return answer(say`No release${of} is live. ${code('/deploy history')} lists the last ones.`);
  return answer(list(say`${bold('Live now')}`, live, now));
}

/** `/deploy history`: the last releases, the newest first. */
export function historyMessage(past: readonly Release[], now: number, service: string | null = null): Message {
  const of = service === null ? nothing : say` of ${bold(service)}`;
  if (past.length === 0) return answer(say`There has been no release${of} yet.`);
  return answer(list(say`${bold('Last releases')}${of}`, past, now));
}

function list(heading: Words, releases: readonly Release[], now: number): Words {
  const shown = releases.slice(0, MOST).map((release) => releaseLine(release, now));
  const rest = releases.length > MOST ? say`… and ${releases.length - MOST} more` : null;
  return lines(heading, ...shown, rest);
}

/** `/deploy plan …`: what would happen; nothing has been started. */
export function planPreview(
  drafted: { plan: Plan; digest: string; gates: readonly GateShown[]; refusal: Refusal | null },
  view: View,
): Message {
  const { plan, digest, gates, refusal } = drafted;
  const title = bold(releaseTitle(plan));
  const refused = refusal ? say`✗ ${refusalWords(refusal, view).words}` : null;
  const preview = planOutline(plan);
  const { service, environment } = plan.target;
  const command = `${service} ${plan.to.version} to ${environment}`;
  const may = !refusal && [service, plan.to.version, environment].every(oneWord);
  const blocks: Block[] = [
    section(lines(title, preview)),
    ...(gates.length > 0 ? [section(gatesText(gates))] : []),
    ...(refused ? [section(refused)] : []),
    ...actions([may ? button(runCommandIds[0], 'Deploy it', { value: command, style: 'primary' }) : null]),
    context(say`Only a look: nothing was started · plan ${planName(digest)}`),
  ];
  return message(
    lines(title, preview, gates.length > 0 ? gatesText(gates) : null, refused, say`Only a look: nothing was started.`),
    blocks,
  );
}

/** What a person did with a release, by click or by command. */
export type Done =
  | 'approve'
  | 'reject'
  | 'pause'
  | 'resume'
  | 'promote'
  | 'abort'
  | 'hold-wait'
  | 'hold-go'
  | 'acknowledge'
  | 'take-over'
  | 'retry';

/** "You approved #142 (checkout 2.4.1 → production)." */
export function doneMessage(done: Done, release: Release): Message {
  const { number, plan } = release;
  return answer(say`You ${verb(done, release)} ${bold(`#${number}`)} (${releaseTitle(plan)}).${then(done, release)}`);
}

function verb(done: Done, { phase, plan }: Release): string {
  switch (done) {
    case 'approve':
      return 'approved';
    case 'reject':
      return phase.kind === 'ended' && phase.outcome === 'withdrawn' ? 'withdrew' : 'rejected';
    case 'pause':
      return 'paused';
    case 'resume':
      return 'resumed';
    case 'promote':
      return 'promoted';
    case 'abort':
      return phase.kind === 'awaiting-approval' ? 'withdrew' : `sent back to ${plan.from.version}`;
    case 'hold-wait':
      return 'gave more time to';
    case 'hold-go':
      return 'let go on';
    case 'acknowledge':
      return 'look after';
    case 'take-over':
      return 'have taken over';
    case 'retry':
      return 'asked for another try of';
  }
}

/** What comes next, where it is not plain. */
function then(done: Done, { approvals, plan }: Release): Words {
  const missing = plan.target.approval.required - approvals.length;
  if (done === 'approve') return missing > 0 ? say` It needs ${missing} more.` : say` It starts now.`;
  if (done === 'take-over') return say` Sluice does nothing more for it; its card says what may be left.`;
  return done === 'pause' ? say` It is still watched, and goes back if ${plan.to.version} gets worse.` : nothing;
}

/** What became of a request that was not refused. */
export type AskResult =
  | { kind: 'created'; number: number; channel: string }
  | { kind: 'stopping'; number: number }
  | { kind: 'repeated'; id: string };

/**
 * Tells the person who asked what became of it.
 * @param channel where they typed, or null where they used the form
 */
export function askCreated(asked: AskResult, channel: string | null): Message {
  const home = channel === null ? say` Your App Home shows it too.` : nothing;
  switch (asked.kind) {
    case 'created':
      return answer(
        say`This is release ${bold(`#${asked.number}`)}. Its plan is in ${mentionChannel(asked.channel)}.${home}`,
      );
    case 'repeated':
      return answer(say`You had asked for that already: it is on its way, and was not started twice.${home}`);
    case 'stopping':
      return answer(say`Release ${bold(`#${asked.number}`)} is live: it is being stopped and taken back.${home}`);
  }
}

/** When Sluice itself could not do it; the person is told that nothing came of it. */
export function brokenMessage(what: string): Message {
  return answer(say`That did not work: ${what}. Nothing was changed; please try again in a moment.`);
}
