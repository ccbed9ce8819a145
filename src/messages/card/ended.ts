import type { Phase, Release } from '../../domain/release.ts';
import { duration, share } from '../../words/format.ts';
import { featuresNow, flagNames, flagsDone } from '../../words/kept.ts';
import { mention } from '../../words/people.ts';
import { takenBack, takenOver } from '../../words/reach.ts';
import { because, causeSentence } from '../../words/sentences.ts';
import { hasTraffic } from '../../words/traffic.ts';
import { join, lines, nothing, say, type Words } from '../../words/words.ts';
import { actions, type Block, colors, type Message, message, section } from '../blocks/blocks.ts';
import { approvedBy, asked, cardTitle, fineprint, linkButtons, type View } from './parts.ts';

export type Ended = Extract<Phase, { kind: 'ended' }>;

/** What has become of it. No buttons but links: there is nothing left to decide. */
export function endedCard(release: Release, phase: Ended, view: View): Message {
  const title = cardTitle(release, outcomeStatus(release, phase));
  const detail = outcomeDetail(release, phase);
  const who = join([say`From ${release.plan.from.version}`, say`${release.plan.strategy}`, approvedBy(release)], ' · ');
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
      return say`✅ Released${took.plain === '' ? nothing : say` in${took}`}`;
    case 'kept':
      return say`🔴 ${featuresNow(release)}; ${plan.to.version} stays`;
    case 'rolled-back':
      return say`🔴 Rolled back to ${plan.from.version}${took.plain === '' ? nothing : say` after${took}`}`;
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
  const { from, to } = release.plan;
  const person = by ? mention(by) : say`Sluice`;
  switch (outcome) {
    case 'succeeded':
      return join([say`${takenOver(release.plan)}; nothing else is left behind.`, flagsText(release)], ' ');
    case 'kept':
      return lines(
        cause ? causeSentence(cause, release.plan) : say`${flagNames(release.plan)} went back${because(reason)}.`,
        say`${featuresNow(release)}, and ${takenOver(release.plan)}.`,
      );
    case 'rolled-back':
      return lines(
        cause ? causeSentence(cause, release.plan) : say`${to.version} was rolled back${because(reason)}.`,
        say`${takenBack(release.plan)}; nothing is left of ${to.version}.`,
      );
    case 'rejected':
      return say`${person} rejected it${because(reason)}. ${from.version} keeps running; nothing was changed.`;
    case 'expired':
      return say`${expiredSentence(release, reason)} ${from.version} keeps running; nothing was changed.`;
    case 'withdrawn':
      if (!by)
        return say`It was not started${because(reason)}. Nothing was changed: ask again to see what would happen now.`;
      return say`${person} withdrew it${because(reason)}. ${from.version} keeps running; nothing was changed.`;
    case 'handed-over':
      return lines(cause ? causeSentence(cause, release.plan) : null, handedOver(release, { by, reason }));
  }
}

function flagsText(release: Release): Words {
  const flags = flagsDone(release);
  return flags.plain === '' ? nothing : say`Flags: ${flags}.`;
}

/** What nobody did in time: a release that has started by then was waiting for an answer, and not for approval. */
export function expiredSentence({ startedAt, plan }: Release, reason: string | null): Words {
  const { to, target } = plan;
  return startedAt === null
    ? say`Nobody approved it within ${duration(target.approval.expiresMs)}.`
    : say`Nobody answered the question about ${to.version} in time${because(reason)}.`;
}

/** What a person has taken on, and what may be left in the cluster. */
export function handedOver({ plan, percent }: Release, { by, reason }: Pick<Ended, 'by' | 'reason'>): Words {
  const { from, to, target } = plan;
  const traffic =
    percent > 0 ? say`, with up to ${share(percent)} of the ${hasTraffic(plan) ? 'traffic' : 'pods'}` : nothing;
  return lines(
    say`The rollback to ${from.version} couldn't be completed${because(reason)}.`,
    say`${by ? mention(by) : say`Someone`} has taken it over, and Sluice won't do anything more: ${to.version} may still be running in ${target.environment}${traffic}.`,
  );
}
