import { onlyTries } from '../../domain/plan.ts';
import type { Phase, Release } from '../../domain/release.ts';
import { because } from '../../words/because.ts';
import { schemaNow } from '../../words/contract.ts';
import { duration, share } from '../../words/format.ts';
import { featuresNow, flagNames, flagsDone, flagsUnseen, versionNow } from '../../words/kept.ts';
import { mention } from '../../words/people.ts';
import { takenBack, takenOver } from '../../words/reach.ts';
import { causeSentence } from '../../words/sentences.ts';
import { keepsRunning } from '../../words/subject.ts';
import { hasTraffic } from '../../words/traffic.ts';
import { trainEnd } from '../../words/train.ts';
import { join, lines, nothing, say, type Words } from '../../words/words.ts';
import { actions, type Block, colors, type Message, message, section } from '../blocks/blocks.ts';
import { approvedBy, asked, backedUp, cardTitle, fineprint, linkButtons, type View } from './parts.ts';

export type Ended = Extract<Phase, { kind: 'ended' }>;

/** What has become of it. No buttons but links: there is nothing left to decide. */
export function endedCard(release: Release, phase: Ended, view: View): Message {
  const title = cardTitle(release, outcomeStatus(release, phase));
  const detail = outcomeDetail(release, phase);
  const { plan } = release;
  const how = plan.flag || neverPlanned(release) ? [] : [say`From ${plan.from.version}`, say`${plan.strategy}`];
  const who = join([...how, approvedBy(release), backedUp(release)], ' · ');
  const blocks: Block[] = [
    title.block,
    section(lines(detail, who, asked(release))),
    ...actions(linkButtons(release, view, ['diff', 'dashboard', 'logs', 'thread'])),
    fineprint(release),
  ];
  return message(lines(title.spoken, detail, who, asked(release)), blocks, colorOf(phase));
}

function colorOf({ outcome }: Ended): string {
  switch (outcome) {
    case 'succeeded':
      return colors.good;
    case 'kept':
    case 'rolled-back':
    case 'handed-over':
      return colors.bad;
    case 'superseded':
    case 'rejected':
    case 'expired':
    case 'withdrawn':
      return colors.quiet;
  }
}

/** "✅ Released in 11 min 48 s". */
function outcomeStatus(release: Release, { outcome, at, by }: Ended): Words {
  const { plan, startedAt } = release;
  const took = startedAt === null ? nothing : say` ${duration(at - startedAt)}`;
  switch (outcome) {
    case 'succeeded':
      if (onlyTries(plan)) return say`✅ Tried${took.plain === '' ? nothing : say` for${took}`}, not released`;
      return say`✅ Released${took.plain === '' ? nothing : say` in${took}`}`;
    case 'kept':
      return say`🔴 ${featuresNow(release)}; ${versionNow(release)}`;
    case 'rolled-back':
      if (plan.train) return say`🔴 Stopped${took.plain === '' ? nothing : say` after${took}`}`;
      if (plan.flag) return say`🔴 Rolled back${took.plain === '' ? nothing : say` after${took}`}`;
      return say`🔴 Rolled back to ${plan.from.version}${took.plain === '' ? nothing : say` after${took}`}`;
    case 'superseded':
      return say`↩ Superseded${byWhich(release)}`;
    case 'rejected':
      return say`🚫 Rejected`;
    case 'expired':
      return say`⌛ Expired`;
    case 'withdrawn':
      return by ? say`↩ Withdrawn` : say`↩ Not started`;
    case 'handed-over':
      return say`🟠 Not rolled back: handed over${took.plain === '' ? nothing : say` after${took}`}`;
  }
}

/** One sentence on how it ended; what runs now is always said. */
export function outcomeDetail(release: Release, { outcome, by, reason, cause }: Ended): Words {
  const { to, flag, train } = release.plan;
  const unchanged = say`${keepsRunning(release.plan)}; nothing was changed`;
  const person = by ? mention(by) : say`Sluice`;
  switch (outcome) {
    case 'succeeded':
      if (train) return trainEnd(release);
      if (flag) return join([say`${takenOver(release)}.`, flagsUnseen(release)], ' ');
      return join(
        [
          say`${takenOver(release)}; nothing else is left behind.`,
          flagsText(release),
          flagsUnseen(release),
          schemaText(release, reason),
        ],
        ' ',
      );
    case 'kept':
      return lines(
        cause ? causeSentence(cause, release.plan) : say`${flagNames(release.plan)} went back${because(reason)}.`,
        cause?.code === 'replaced'
          ? say`${featuresNow(release)}, and Sluice changes nothing more.`
          : say`${featuresNow(release)}, and ${takenOver(release)}.`,
      );
    case 'rolled-back':
      return lines(
        cause ? causeSentence(cause, release.plan) : say`${to.version} was rolled back${because(reason)}.`,
        train
          ? trainEnd(release)
          : flag
            ? say`${featuresNow(release)}.`
            : say`${takenBack(release)}; nothing is left of ${to.version}.`,
      );
    case 'superseded':
      if (!cause) return say`${supersededSentence(release)} ${unchanged}.`;
      return lines(causeSentence(cause, release.plan), say`${takenBack(release)}; nothing is left of ${to.version}.`);
    case 'rejected':
      return say`${person} rejected it${because(reason)}. ${unchanged}.`;
    case 'expired':
      return say`${expiredSentence(release, reason)} ${unchanged}.`;
    case 'withdrawn':
      if (!by)
        return say`It was not started${because(reason)}. Nothing was changed: ask again to see what would happen now.`;
      return say`${person} withdrew it${because(reason)}. ${unchanged}.`;
    case 'handed-over':
      return lines(cause ? causeSentence(cause, release.plan) : null, handedOver(release, { by, reason }));
  }
}

/** " by #144 (2.4.2)", where its log says so. */
function byWhich({ superseded }: Release): Words {
  return superseded ? say` by #${superseded.number} (${superseded.version})` : nothing;
}

/** Who asked for what instead. */
export function supersededSentence({ superseded }: Release): Words {
  if (!superseded) return say`A newer version takes its place.`;
  const { by, number, version } = superseded;
  return say`${mention(by)} asked for ${version}, and #${number} takes its place.`;
}

function schemaText(release: Release, reason: string | null): Words {
  const schema = schemaNow(release);
  return schema ? say`The contract was not run${because(reason)}: ${schema}.` : nothing;
}

function flagsText(release: Release): Words {
  const flags = flagsDone(release);
  return flags.plain === '' ? nothing : say`Flags: ${flags}.`;
}

/** What nobody did in time: a release that has started by then was waiting for an answer, and not for approval. */
export function expiredSentence(release: Release, reason: string | null): Words {
  const { startedAt, plan } = release;
  const { to, target } = plan;
  if (neverPlanned(release)) return say`Its turn didn't come in time${because(reason)}.`;
  return startedAt === null
    ? say`Nobody approved it within ${duration(target.approval.expiresMs)}.`
    : say`Nobody answered the question about ${to.version} in time${because(reason)}.`;
}

/** It waited for another release to the end. */
export function neverPlanned({ waitedFor, plannedAt }: Release): boolean {
  return waitedFor !== undefined && plannedAt === undefined;
}

/** What a person has taken on, and what may be left in the cluster. */
export function handedOver({ plan, percent }: Release, { by, reason }: Pick<Ended, 'by' | 'reason'>): Words {
  const { from, to, target, flag, train } = plan;
  if (train) {
    return lines(
      say`It couldn't be stopped as a whole${because(reason)}.`,
      say`${whose(by)}, and Sluice won't do anything more with the train.`,
    );
  }
  const traffic =
    percent > 0 ? say`, with up to ${share(percent)} of the ${hasTraffic(plan) ? 'traffic' : 'pods'}` : nothing;
  if (flag) {
    return lines(
      say`The rollback of ${flag.flag} couldn't be completed${because(reason)}.`,
      say`${whose(by)}, and Sluice won't do anything more: look at the flag in ${target.environment}.`,
    );
  }
  return lines(
    say`The rollback to ${from.version} couldn't be completed${because(reason)}.`,
    say`${whose(by)}, and Sluice won't do anything more: ${to.version} may still be running in ${target.environment}${traffic}.`,
  );
}

function whose(by: Ended['by']): Words {
  return by ? say`${mention(by)} has taken it over` : say`Nobody has put that right in time`;
}
