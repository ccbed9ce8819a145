import { flagTested } from '../domain/ab-test.ts';
import type { EventOf } from '../domain/events.ts';
import type { HoldCode } from '../domain/reasons.ts';
import type { Release } from '../domain/release.ts';
import { because, orElse, quoted } from './because.ts';
import { duration } from './format.ts';
import { bothOver, notEnough, over } from './not-enough.ts';
import { mention } from './people.ts';
import { readyToSwitch } from './preview.ts';
import { comparedBy, measuredName } from './subject.ts';
import { sideA, sideB } from './test-over.ts';
import { lines, nothing, say, type Words } from './words.ts';

/** Why a release waits for a person. A whole sentence. */
export function holdSentence(release: Release, code: HoldCode, detail: string, now: number): Words {
  const { to } = release.plan;
  const { verdict } = release;
  const compared = comparedBy(verdict);
  const measured = measuredName(release.plan, compared);
  switch (code) {
    case 'too-few-requests': {
      if (verdict?.kind !== 'inconclusive') return say`Too few requests reached ${measured} to tell${because(detail)}.`;
      const within = release.step ? say` in ${duration(now - release.step.startedAt)}` : nothing;
      return notEnough(verdict, release.plan, within);
    }
    case 'no-data':
      return say`There are no figures for ${measured}, so there's no telling whether it's healthy${because(detail)}.`;
    case 'query-failed':
      return say`The metrics of ${measured} can't be read${because(detail)}.`;
    case 'both-over-limit':
      return verdict?.kind === 'inconclusive' && verdict.why === code
        ? bothOver(verdict, release.plan)
        : say`${over(release.plan, 'a', compared)}, so there's no telling whether ${measured} is healthy${because(detail)}.`;
    case 'gate':
      return say`A gate won't let ${to.version} continue by itself${because(detail)}.`;
    case 'reverted':
      return say`${orElse(detail, 'Somebody keeps undoing what the release writes')}.`;
    case 'other-share':
      return say`${orElse(detail, `The requests are not divided as they should be`)}.`;
    case 'flag-changed':
      return say`${orElse(detail, 'Somebody else has changed a feature flag that the release moves')}.`;
    case 'which-stays':
      return whichStays(release, detail);
    case 'switch':
      return readyToSwitch(release);
    case 'destructive':
      return lines(
        ...orElse(detail, 'The migration may lose data.')
          .split('\n')
          .map((line) => say`${line}`),
      );
    case 'job-lost':
      return say`${orElse(detail, 'A Job that was to change the database is gone')}.`;
    case 'contract': {
      const [first = '', ...shown] = orElse(detail, 'The contract of the migration can run now').split('\n');
      return lines(say`${orElse(first, '')}.`, ...shown.map((line) => say`${line}`));
    }
    case 'pause-expired':
      return say`The release has been paused for ${duration(release.plan.target.limits.pauseMs)}, the longest allowed.`;
  }
}

function whichStays(release: Release, detail: string): Words {
  const flag = flagTested(release);
  const [a, b] = [sideA(release.plan, flag), sideB(release.plan, flag)];
  // A flag goes on by the steps that are left.
  const question = flag ? say`${b} to stay, or ${a}?` : say`${b} to come in for everybody, or does ${a} stay?`;
  return detail === ''
    ? say`The A/B test is over: is ${question}`
    : say`The A/B test is over${because(detail)}. Is ${question}`;
}

/** Who answered a question, and how; or that the figures, or the gates, did. */
export function holdClosedSentence(
  { by, answer, reason }: EventOf<'hold.closed'>,
  { plan, hold }: Pick<Release, 'plan' | 'hold'>,
): Words {
  const { to } = plan;
  const person = by ? mention(by) : nothing;
  switch (answer) {
    case 'wait':
      return say`${person} decided to wait longer${quoted(reason)}.`;
    case 'go-on':
      if (!by) return say`Nobody answered in time, and nothing speaks against ${to.version}: it stays.`;
      return say`${person} decided to continue with ${to.version}${quoted(reason)}.`;
    case 'resolved':
      return hold?.code === 'gate'
        ? say`The gates let ${to.version} continue now.`
        : say`The figures for ${measuredName(plan)} allow it now; continuing.`;
  }
}
