import { signalKinds } from '../../analysis/signals/index.ts';
import { signalsOf, watchedOf } from '../../analysis/signals/of-target.ts';
import { approvalExpiresAt } from '../../domain/approval.ts';
import { comparedIn } from '../../domain/flag-compared.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Release } from '../../domain/release.ts';
import type { TrainSubject } from '../../domain/train.ts';
import { chosen } from '../../providers/family.ts';
import { families } from '../../providers/index.ts';
import { about, date } from '../../words/format.ts';
import { notWatchedBefore } from '../../words/not-watched.ts';
import { groupMention, mention, mentionEntry } from '../../words/people.ts';
import { planLines } from '../../words/steps.ts';
import { howOf } from '../../words/subject.ts';
import { bold, italic, join, lines, nothing, say, toWords, type Words } from '../../words/words.ts';
import {
  actions,
  type Block,
  type Button,
  callingMessage,
  type Message,
  releaseRow,
  section,
  sectionsOf,
} from '../blocks/blocks.ts';
import { offeredButtons } from '../buttons/offered.ts';
import { aheadText } from './ahead.ts';
import { changesOn } from './changes.ts';
import { gatesText } from './gates.ts';
import { asked, cardTitle, fineprint, linkButtons, type View } from './parts.ts';
import { notesText } from './plan-notes.ts';

/** The plan, with all that is needed to decide. */
export function waitingCard(release: Release, view: View): Message {
  const title = cardTitle(release, say`⏳ Waiting for approval`);
  const needs = approvalNeeds(release, view);
  const ahead = aheadText(release);
  const gates = release.gates.length > 0 ? gatesText(release.gates) : null;
  const changes = changesOn(release);
  const blocks: Block[] = [
    title.block,
    section(lines(origin(release), asked(release))),
    ...(changes ? [section(changes)] : []),
    ...planSections(release),
    ...(ahead ? [section(ahead)] : []),
    ...(gates ? [section(gates)] : []),
    section(needs),
    ...actions(approveButtons(release, view), releaseRow),
    fineprint(release),
  ];
  const said = [origin(release), asked(release), changes, planSpoken(release), ahead, gates, needs];
  return callingMessage(lines(title.spoken, ...said), blocks);
}

/** What may be decided, and what would change by it. */
export function approveButtons(release: Release, view: View): (Button | null)[] {
  return [...offeredButtons(release), ...linkButtons(release, view, ['diff'])];
}

/** "From 2.4.0 (running since …) · canary · about 12 min". */
export function origin({ plan }: Pick<Release, 'plan'>): Words {
  const since = plan.runningSince === null ? nothing : say` (running since ${date(plan.runningSince)})`;
  if (plan.train?.kind === 'set') return say`One service after the other, all or none · ${about(plan.estimateMs)}`;
  if (plan.train) return say`${plan.target.environment} runs ${plan.from.version}${since} · ${about(plan.estimateMs)}`;
  if (plan.flag) return say`Only the flag changes · ${about(plan.estimateMs)}`;
  return say`From ${plan.from.version}${since} · ${howOf(plan)} · ${about(plan.estimateMs)}`;
}

/** Of a train each line is a release, and all of them are shown. */
const MOST_LINES = 12;

/** Where a release tells what its card has no room for. */
const inThread = 'in the thread';

/** The plan, and what one should know before deciding, in a section of its own: either may be long. */
export function planSections(release: Pick<Release, 'plan' | 'figures'>): Block[] {
  const notes = notesText(release, inThread);
  return [...sectionsOf(planPieces(release)), ...(notes ? [section(notes)] : [])];
}

/** The same for those who hear it. */
export function planSpoken(release: Pick<Release, 'plan' | 'figures'>): Words {
  return lines(planText(release), notesText(release, inThread));
}

/** The steps with their undo, and what is watched. */
export function planText(release: Pick<Release, 'plan' | 'figures'>): Words {
  return lines(...planPieces(release));
}

function planPieces(release: Pick<Release, 'plan' | 'figures'>): (Words | null)[] {
  const { plan } = release;
  const all = planLines(plan);
  const most = plan.train ? all.length : MOST_LINES;
  const steps = all.slice(0, most).map(({ what, undo }, index) => {
    // Of a train, one sentence says it of all of them.
    const isSaid = undo.plain !== '' && !plan.train;
    const back = isSaid ? say`   ${italic(say`undo: ${undo}`)}` : nothing;
    return say`${index + 1}. ${what}${back}`;
  });
  const more = all.length > most ? say`… and ${all.length - most} more steps` : null;
  return [bold('Plan'), ...steps, more, watched(release), notWatchedBefore(release)];
}

/** What sends the release back on its own. */
function watched({ plan, figures }: Pick<Release, 'plan' | 'figures'>): Words {
  if (plan.train) return eachByItself(plan.train);
  const { target, flag } = plan;
  const source = chosen(families.metrics.kinds, target.metrics);
  const all = source ? watchedOf(target, source.kind.answers(source.config)).signals : signalsOf(target);
  const lacking = new Set(
    figures?.notWatched.flatMap(({ query, partly, flag: of }) => (partly || of !== undefined ? [] : [query])),
  );
  const judged = figures && figures.wrong !== null ? [] : all;
  const signals = judged.filter(
    ({ name, judge, query }) => signalKinds[name].judging.decidedBy[judge] && !lacking.has(query),
  );
  const beside = flag ? (comparedIn(plan).length > 0 ? 'off' : 'before') : 'stable';
  if (signals.length === 0) return say`Watched: only crashes and restarts`;
  const promises = signals.map(({ name, limit }) => say`${name} ${signalKinds[name].words.promise(limit, beside)}`);
  const notes = signals.flatMap(({ name }) => signalKinds[name].words.promiseNote ?? []);
  const more = notes.length > 0 ? say` (${notes.join('; ')})` : nothing;
  return lines(say`Watched: ${join([...promises, say`restarts`], ', ')}${more}`, toldApart(plan));
}

/** To approve the one is not to approve the other. */
function eachByItself(train: TrainSubject): Words {
  return say`Each is a release with its own plan, gates, approvers and watching. When one fails, or the train is stopped, nothing more begins, and ${afterFailure(train)}.`;
}

function afterFailure({ kind, onFailure }: TrainSubject): string {
  switch (kind) {
    case 'environments':
    case 'places':
      return onFailure === 'stop'
        ? 'those that have the version keep it'
        : 'those that have the version are rolled back';
    case 'set':
      return onFailure === 'stop'
        ? 'those before it stay as they are then'
        : 'those before it go back, the newest first';
  }
}

/** Of which flags the requests are compared with each other: "Compared: requests with new-pricing on and off, by feature". */
function toldApart(plan: Plan): Words | null {
  const each = comparedIn(plan).map(({ flag, by }) => say`${flag} on and off, by ${by.label}`);
  return each.length > 0 ? say`Compared: requests with ${join(each, '; ')}` : null;
}

/** Who must approve, who has, and until when. */
export function approvalNeeds(release: Release, view: View): Words {
  const { approval } = release.plan.target;
  const who = approvers(release, view);
  const not = approval.selfApproval ? nothing : say`, not ${mention(release.request.by)}`;
  const given = release.approvals.map(({ by }) => mention(by));
  const soFar =
    approval.required > 1 || given.length > 0
      ? say`${given.length} of ${approval.required}${given.length > 0 ? say`: ${join(given, ', ')}` : nothing}`
      : nothing;
  return join([say`Needs ${approval.required} of ${who}${not}`, soFar, expiry(release)], ' · ');
}

/** Within a day the time says it all. */
function expiry(release: Release): Words {
  const at = approvalExpiresAt(release);
  const soon = release.plan.target.approval.expiresMs <= 12 * 3_600_000;
  return soon ? say`expires at ${date(at, 'time')}` : say`expires ${date(at)}`;
}

/** The people and groups of the policy. */
export function approvers({ plan }: Pick<Release, 'plan'>, view: View): Words {
  const { groups, users } = plan.target.approval;
  const all = [
    ...groups.map((handle) => groupMention(handle, view.directory)),
    ...users.map((id) => mentionEntry(id, view.directory)),
  ].slice(0, 10);
  return all.length > 0 ? join(all, ' or ') : toWords('anyone here');
}
