import { signalKinds } from '../analysis/signals/index.ts';
import { units } from '../analysis/signals/units.ts';
import type { Cause } from '../domain/cause.ts';
import { type Plan, runsBeside } from '../domain/plan.ts';
import type { Finding, Trouble, Verdict } from '../domain/verdict.ts';
import { titleOf } from '../workloads/objects/refs.ts';
import { kindOf } from '../workloads/of-target.ts';
import { because, orElse } from './because.ts';
import { wishWords } from './flags.ts';
import { counted, times } from './format.ts';
import { lately, limitWords } from './limits.ts';
import { bothOver, notEnough } from './not-enough.ts';
import { mention } from './people.ts';
import { changeOf, comparedBy, measuredName } from './subject.ts';
import { testOver } from './test-over.ts';
import { trainTitle } from './train-title.ts';
import { nothing, say, type Words } from './words.ts';

/**
 * "checkout 2.4.1 → production", "Rollback · checkout 2.5.1 → 2.4.1 · production", "Flag new-pricing of checkout 5 % → 25 % in production": what a release is, everywhere in the
 * same words.
 */
export function releaseTitle(plan: Plan): string {
  const { flag, target } = plan;
  if (plan.train) return trainTitle(plan);
  if (flag) {
    const change = `${wishWords(flag.to, flag.from)} → ${wishWords(flag.to)}`;
    return `Flag ${flag.flag} of ${target.service} ${change} in ${target.environment}`;
  }
  if (plan.rollback) return `Rollback · ${target.service} ${changeOf(plan)} · ${target.environment}`;
  return `${target.service} ${plan.to.version} → ${target.environment}`;
}

/** Why a release was rolled back: what was measured or seen, against what. A whole sentence. */
export function causeSentence(cause: Cause, plan: Plan): Words {
  switch (cause.code) {
    case 'unhealthy':
      return cause.verdict
        ? verdictSentence(cause.verdict, plan)
        : say`${measuredName(plan)} was measured as unhealthy.`;
    case 'trouble':
      return cause.trouble
        ? troubleSentence(cause.trouble, plan)
        : say`A pod of ${measuredName(plan)} failed: ${cause.detail}.`;
    case 'deadline':
      return say`${plan.to.version} took too long: ${orElse(cause.detail, 'a step was not done in time')}.`;
    case 'aborted':
      if (plan.train) return say`${cause.by ? mention(cause.by) : 'Someone'} stopped it${because(cause.detail)}.`;
      return say`${cause.by ? mention(cause.by) : 'Someone'} ${plan.rollback ? 'stopped' : 'requested'} the rollback${because(cause.detail)}.`;
    case 'superseded':
      return say`${cause.by ? mention(cause.by) : 'Someone'} asked for ${orElse(cause.detail, 'a newer version')}, which takes its place.`;
    case 'hold-expired':
      return say`Nobody answered the question about ${plan.to.version} in time${because(cause.detail)}.`;
    case 'step-failed':
      if (plan.train) return say`${orElse(cause.detail, 'One of its releases has failed')}.`;
      return say`A step of ${plan.to.version} failed: ${orElse(cause.detail, 'no reason was given')}.`;
    case 'old-stays':
      return testOver(cause, plan);
    case 'replaced':
      return say`${plan.to.version} is no longer in: ${orElse(cause.detail, 'somebody has put another version there')}.`;
    case 'contract-unknown':
      return say`Redis has lost part of this release's record${because(cause.detail)}. Its contract may have run, so Sluice takes nothing back: look at database ${plan.target.migration?.database ?? plan.target.service}.`;
    case 'log-lost':
      return say`Redis has lost part of this release's record${because(cause.detail)}. How far ${plan.to.version} got is unknown, so everything is rolled back.`;
  }
}

/** What a judge found, with figures of both versions and what they rest on. */
export function verdictSentence(verdict: Verdict, plan: Plan): Words {
  switch (verdict.kind) {
    case 'healthy':
      return say`${measuredName(plan)} is healthy.`;
    case 'unhealthy':
      return findingSentence(verdict.culprit, plan);
    case 'inconclusive':
      return inconclusiveSentence(verdict, plan);
  }
}

function findingSentence(finding: Finding, plan: Plan): Words {
  const { candidate, stable, limit, requests, stableRequests, flag } = finding;
  const { from } = plan;
  const { unit, words } = signalKinds[finding.metric];
  const { show } = units[unit];
  const basis = say`${words.preposition} ${counted(requests, 'request')}`;
  const first = say`${words.were(measuredName(plan, flag))} ${show(candidate)} ${basis}${lately(finding)}`;
  const limited = limit === null ? nothing : say`; the limit is ${limitWords(finding, plan)}`;
  if ((plan.flag || flag !== undefined) && (stable === null || stableRequests === 0)) return say`${first}${limited}.`;
  if (stable === null || stableRequests === 0)
    return say`${first}${limited}. ${from.version} served none to compare with.`;
  const factor = candidate !== null && stable > 0 ? candidate / stable : 0;
  const when = runsBeside(plan) ? say`at the same time` : say`while its pods were being replaced`;
  const theirs =
    words.countsUp && stable === 0 ? say`none in ${counted(stableRequests, 'request')}` : say`${show(stable)}`;
  if (flag !== undefined) {
    const off =
      factor > 1
        ? say`, ${times(factor)} ${words.pronoun} with it off (${show(stable)})`
        : say`; with it off, ${theirs}`;
    return say`${first}${off}${limited}.`;
  }
  if (plan.flag) {
    const before =
      factor > 1 ? say`, ${times(factor)} ${words.pronoun} before (${show(stable)})` : say`; before, ${theirs}`;
    return say`${first}${before}${limited}.`;
  }
  const against =
    factor > 1
      ? say`, ${times(factor)} ${words.pronoun} of ${from.version} ${when} (${show(stable)})`
      : say`; ${from.version} had ${theirs} ${when}`;
  return say`${first}${against}${limited}.`;
}

function inconclusiveSentence(verdict: Extract<Verdict, { kind: 'inconclusive' }>, plan: Plan): Words {
  const measured = measuredName(plan, comparedBy(verdict));
  switch (verdict.why) {
    case 'too-few-requests':
      return notEnough(verdict, plan, nothing);
    case 'no-data':
      return say`There are no figures for ${measured}${because(verdict.detail)}.`;
    case 'query-failed':
      return say`The figures for ${measured} can't be read${because(verdict.detail)}.`;
    case 'both-over-limit':
      return bothOver(verdict, plan);
  }
}

/** What is wrong with a pod, or with the workload itself, in words people use, with Kubernetes' own words after it. */
export function troubleSentence(trouble: Trouble, plan: Plan): Words {
  const whose = measuredName(plan);
  const pod = say`Pod ${trouble.pod} of ${whose}`;
  const detail = trouble.detail === '' ? nothing : say`: ${trouble.detail}`;
  switch (trouble.code) {
    case 'crash-loop':
      return say`${pod} keeps crashing${detail}.`;
    case 'restarted':
      return say`${pod} crashed and was restarted${detail}.`;
    case 'cannot-start':
      return say`${pod} can't start${detail}.`;
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
      return say`The cluster makes no pods of ${whose}${detail}.`;
    case 'progress-deadline':
      return say`${titleOf(kindOf(plan.target), trouble.pod)} didn't get ${whose} ready in time${detail}.`;
  }
}
