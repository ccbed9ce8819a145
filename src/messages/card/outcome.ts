import type { Phase, Release } from '../../domain/release.ts';
import { because } from '../../words/because.ts';
import { schemaNow } from '../../words/contract.ts';
import { duration, share } from '../../words/format.ts';
import { featuresNow, flagNames, flagsDone, flagsUnseen } from '../../words/kept.ts';
import { mention } from '../../words/people.ts';
import { takenBack, takenOver } from '../../words/reach.ts';
import { causeSentence } from '../../words/sentences.ts';
import { keepsRunning } from '../../words/subject.ts';
import { hasTraffic } from '../../words/traffic.ts';
import { trainEnd } from '../../words/train.ts';
import { join, lines, nothing, say, type Words } from '../../words/words.ts';

export type Ended = Extract<Phase, { kind: 'ended' }>;

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
