import { signalKinds } from '../analysis/signals/index.ts';
import { units } from '../analysis/signals/units.ts';
import type { Cause, EventOf } from '../domain/events.ts';
import { growsInShares, type Plan } from '../domain/plan.ts';
import type { HoldCode } from '../domain/reasons.ts';
import type { Release } from '../domain/release.ts';
import type { Finding, Trouble, Verdict } from '../domain/verdict.ts';
import { titleOf } from '../workloads/objects/refs.ts';
import { kindOf } from '../workloads/of-target.ts';
import { counted, duration, times } from './format.ts';
import { lately, limitWords } from './limits.ts';
import { bothOver, notEnough } from './not-enough.ts';
import { mention } from './people.ts';
import { lines, nothing, say, type Words } from './words.ts';

/** "checkout 2.4.1 → production": what a release is, everywhere in the same words. */
export function releaseTitle(plan: Plan): string {
  return `${plan.target.service} ${plan.to.version} → ${plan.target.environment}`;
}

/** Why a release was rolled back: what was measured or seen, against what. A whole sentence. */
export function causeSentence(cause: Cause, plan: Plan): Words {
  switch (cause.code) {
    case 'unhealthy':
      return cause.verdict ? verdictSentence(cause.verdict, plan) : say`${plan.to.version} was measured as unhealthy.`;
    case 'trouble':
      return cause.trouble
        ? troubleSentence(cause.trouble, plan)
        : say`A pod of ${plan.to.version} failed: ${cause.detail}.`;
    case 'deadline':
      return say`${plan.to.version} took too long: ${orElse(cause.detail, 'a step was not done in time')}.`;
    case 'aborted':
      return say`${cause.by ? mention(cause.by) : 'Someone'} requested the rollback${because(cause.detail)}.`;
    case 'hold-expired':
      return say`Nobody answered the question about ${plan.to.version} in time${because(cause.detail)}.`;
    case 'step-failed':
      return say`A step of ${plan.to.version} failed: ${orElse(cause.detail, 'no reason was given')}.`;
    case 'log-lost':
      return say`Redis has lost part of this release's record${because(cause.detail)}. How far ${plan.to.version} got is unknown, so everything is rolled back.`;
  }
}

/** What a judge found, with figures of both versions and what they rest on. */
export function verdictSentence(verdict: Verdict, plan: Plan): Words {
  switch (verdict.kind) {
    case 'healthy':
      return say`${plan.to.version} is healthy.`;
    case 'unhealthy':
      return findingSentence(verdict.culprit, plan);
    case 'inconclusive':
      return inconclusiveSentence(verdict, plan);
  }
}

function findingSentence(finding: Finding, plan: Plan): Words {
  const { candidate, stable, limit, requests, stableRequests } = finding;
  const { from, to } = plan;
  const { unit, words } = signalKinds[finding.metric];
  const { show } = units[unit];
  const basis = say`${words.preposition} ${counted(requests, 'request')}`;
  const first = say`${words.were(to.version)} ${show(candidate)} ${basis}${lately(finding)}`;
  const limited = limit === null ? nothing : say`; the limit is ${limitWords(finding, plan)}`;
  if (stable === null || stableRequests === 0)
    return say`${first}${limited}. ${from.version} served none to compare with.`;
  const factor = candidate !== null && stable > 0 ? candidate / stable : 0;
  const when = growsInShares(plan) ? say`at the same time` : say`while its pods were being replaced`;
  const theirs =
    words.countsUp && stable === 0 ? say`none in ${counted(stableRequests, 'request')}` : say`${show(stable)}`;
  const against =
    factor > 1
      ? say`, ${times(factor)} ${words.pronoun} of ${from.version} ${when} (${show(stable)})`
      : say`; ${from.version} had ${theirs} ${when}`;
  return say`${first}${against}${limited}.`;
}

function inconclusiveSentence(verdict: Extract<Verdict, { kind: 'inconclusive' }>, plan: Plan): Words {
  const { to } = plan;
  switch (verdict.why) {
    case 'too-few-requests':
      return notEnough(verdict, plan, nothing);
    case 'no-data':
      return say`There are no figures for ${to.version}${because(verdict.detail)}.`;
    case 'query-failed':
      return say`The figures for ${to.version} can't be read${because(verdict.detail)}.`;
    case 'both-over-limit':
      return bothOver(verdict, plan);
  }
}

/** What is wrong with a pod, or with the workload itself, in words people use, with Kubernetes' own words after it. */
export function troubleSentence(trouble: Trouble, plan: Plan): Words {
  const { to } = plan;
  const pod = say`Pod ${trouble.pod} of ${to.version}`;
  const detail = trouble.detail === '' ? nothing : say`: ${trouble.detail}`;
  switch (trouble.code) {
    case 'crash-loop':
      return say`${pod} keeps crashing${detail}.`;
    case 'restarted':
      return say`${pod} crashed and was restarted${detail}.`;
    case 'image-pull':
      return say`${pod} can't start: its image can't be pulled${detail}.`;
    case 'oom-killed':
      return say`${pod} went over its memory limit and was killed${detail}.`;
    case 'probe-failing':
      return say`${pod} is failing its health probe${detail}.`;
    case 'not-scheduled':
      return say`${pod} can't be scheduled on any node${detail}.`;
    case 'evicted':
      return say`${pod} used too much of its node and was evicted${detail}.`;
    case 'ended':
      return say`${pod} ended for good${detail}.`;
    case 'pods-refused':
      return say`The cluster makes no pods of ${to.version}${detail}.`;
    case 'progress-deadline':
      return say`${titleOf(kindOf(plan.target), trouble.pod)} didn't get ${to.version} ready in time${detail}.`;
  }
}

/** Why a release waits for a person. A whole sentence. */
export function holdSentence(release: Release, code: HoldCode, detail: string, now: number): Words {
  const { to } = release.plan;
  const { verdict } = release;
  switch (code) {
    case 'too-few-requests': {
      if (verdict?.kind !== 'inconclusive')
        return say`Too few requests reached ${to.version} to tell${because(detail)}.`;
      const within = release.step ? say` in ${duration(now - release.step.startedAt)}` : nothing;
      return notEnough(verdict, release.plan, within);
    }
    case 'no-data':
      return say`There are no figures for ${to.version}, so there's no telling whether it's healthy${because(detail)}.`;
    case 'query-failed':
      return say`The metrics of ${to.version} can't be read${because(detail)}.`;
    case 'both-over-limit':
      return verdict?.kind === 'inconclusive' && verdict.why === code
        ? bothOver(verdict, release.plan)
        : say`Both versions are over a limit, so there's no telling whether ${to.version} is healthy${because(detail)}.`;
    case 'gate':
      return say`A gate won't let ${to.version} continue by itself${because(detail)}.`;
    case 'reverted':
      return say`${orElse(detail, 'Somebody keeps undoing what the release writes')}.`;
    case 'other-share':
      return say`${orElse(detail, `The requests are not divided as they should be`)}.`;
    case 'flag-changed':
      return say`${orElse(detail, 'Somebody else has changed a feature flag that the release moves')}.`;
    case 'destructive':
      return lines(
        ...orElse(detail, 'The migration may lose data.')
          .split('\n')
          .map((line) => say`${line}`),
      );
    case 'pause-expired':
      return say`The release has been paused for ${duration(release.plan.target.limits.pauseMs)}, the longest allowed.`;
  }
}

/** Who answered a question, and how; or that the figures did. */
export function holdClosedSentence({ by, answer, reason }: EventOf<'hold.closed'>, { to }: Plan): Words {
  const person = by ? mention(by) : nothing;
  switch (answer) {
    case 'wait':
      return say`${person} decided to wait longer${quoted(reason)}.`;
    case 'go-on':
      return say`${person} decided to continue with ${to.version}${quoted(reason)}.`;
    case 'resolved':
      return say`The figures for ${to.version} allow it now; continuing.`;
  }
}

/** ": why", or nothing where no reason is known; without a full stop, since the sentence brings its own. */
export function because(detail: string | null): Words {
  const text = (detail ?? '').trim().replace(/[.\s]+$/, '');
  return text === '' ? nothing : say`: ${text}`;
}

/** What a person gave as their reason: ": “why”", or nothing. */
export function quoted(reason: string | null | undefined): Words {
  return reason ? say`: “${reason}”` : nothing;
}

function orElse(detail: string, otherwise: string): string {
  return detail.trim().replace(/[.\s]+$/, '') || otherwise;
}
