import { warningsOf } from '../../actions/facets.ts';
import { flagTested, isTesting } from '../../domain/ab-test.ts';
import { undoOf } from '../../domain/plan.ts';
import type { Phase, Release } from '../../domain/release.ts';
import { hasBegun, isKept, isSoaking } from '../../domain/release-state.ts';
import { goesBack } from '../../domain/train.ts';
import { clip } from '../../words/escape.ts';
import { flagNames, flagsBack } from '../../words/kept.ts';
import { keepsRunning } from '../../words/subject.ts';
import { sideA } from '../../words/test-over.ts';
import { join, say, type Words } from '../../words/words.ts';
import type { Question, Subject } from '../blocks/confirmation.ts';
import { type ControlButton, type Face, goesOn } from './button.ts';

/** Of the names of flags, as many characters as a dialog of Slack's has room for. */
const longestNames = 60;

export const abort = {
  id: 'rollback',
  face: (release) =>
    goesOn(release) || waitsForTurn(release) || (release.phase.kind === 'running' && release.hold)
      ? labelOf(release)
      : null,
  confirm: { where: 'production', question: (release) => (hasBegun(release) ? wayBack(release) : withdraw(release)) },
  done: (it, release) => {
    if (!hasBegun(release)) return say`You withdrew ${it}.`;
    const { plan } = release;
    if (plan.train) return say`You stopped ${it}.`;
    if (isTesting(release)) return say`You ended the A/B test of ${it}: ${sideA(plan, flagTested(release))} stays.`;
    if (plan.flag) return say`You rolled back ${it}.`;
    if (isSoaking(release)) return say`You left the contract of ${it} for later; ${plan.to.version} stays.`;
    if (isKept(release)) return say`You rolled ${flagNames(plan)} of ${it} back; ${plan.to.version} stays.`;
    return say`You rolled ${it} back to ${plan.from.version}.`;
  },
  cannot: 'stop',
} as const satisfies ControlButton;

function waitsForTurn({ phase, abort: asked, superseded }: Release): boolean {
  return phase.kind === 'queued' && !asked && !superseded;
}

function labelOf(release: Release): Face {
  if (isSoaking(release)) return { label: 'Not now' };
  if (release.plan.train && hasBegun(release)) return { label: 'Stop', style: 'danger' };
  if (isTesting(release)) return { label: 'Keep A' };
  return { label: hasBegun(release) ? 'Roll back' : 'Withdraw', style: 'danger' };
}

function notNow({ service, environment, from, to }: Subject): Question {
  return {
    title: `Leave the contract of ${service} in ${environment} for later?`,
    words: say`${to} stays, and so does what only ${from} used in the database. A later release can take it away.`,
    yes: 'Not now',
  };
}

function wholeTrain({ plan: { train } }: Release, { service, to }: Subject): Question {
  if (train?.kind === 'set') return wholeSet(goesBack(train), service);
  const which = train?.kind === 'places' ? 'Places' : 'Environments';
  const others = `${which} that have it ${train?.onFailure === 'rollback' ? 'go back as well' : 'keep it'}.`;
  return {
    title: `Stop the train of ${service} ${to}?`,
    words: say`What is under way is rolled back, and nothing more is begun. ${others}`,
    yes: 'Stop',
  };
}

function wholeSet(isBack: boolean, service: string): Question {
  const others = isBack
    ? 'Services that are back already stay so.'
    : 'Services that have their version go back as well, the newest first.';
  return {
    title: `Stop set ${service}?`,
    words: say`What is under way is rolled back, and nothing more is begun. ${others}`,
    yes: 'Stop',
  };
}

function withdraw({ plan, phase }: Release): (subject: Subject) => Question {
  if (phase.kind === 'queued')
    return ({ service, environment, to }) => unqueue(`${service} ${to} in ${environment}`, phase);
  if (plan.train?.kind === 'set') {
    return ({ service, environment }) => ({
      title: `Withdraw set ${service} in ${environment}?`,
      words: say`Nothing has been changed yet.`,
      yes: 'Withdraw',
    });
  }
  return ({ service, environment, from, to }) => ({
    title: `Withdraw ${service} ${to} in ${environment}?`,
    words: say`Nothing has been changed yet: ${plan.flag ? keepsRunning(plan) : `${from} keeps running`}.`,
    yes: 'Withdraw',
  });
}

function unqueue(what: string, { behind }: Extract<Phase, { kind: 'queued' }>): Question {
  return {
    title: `Withdraw ${what}?`,
    words: say`It only waits: #${behind.number} is not touched by it.`,
    yes: 'Withdraw',
  };
}

function wayBack(release: Release): (subject: Subject) => Question {
  if (isSoaking(release)) return notNow;
  if (release.plan.train) return (subject) => wholeTrain(release, subject);
  if (isTesting(release)) return (subject) => withA(release, subject);
  if (isKept(release)) return (subject) => flagsOnly(release, subject);
  const ask = release.route?.kind === 'mirror' ? noMoreCopies : back;
  return (subject) => {
    const question = ask(subject);
    return { ...question, words: join([question.words, ...knownBefore(release)], ' ') };
  };
}

function withA(release: Release, { service, environment, from, to }: Subject): Question {
  const { plan } = release;
  const flag = flagTested(release);
  const stays = flag ? sideA(plan, clip(flag, longestNames)) : say`${from} (A)`;
  const back = flag
    ? say`${clip(flagsBack(plan).plain, longestNames)}`
    : say`all traffic goes back to ${from}, and ${to} is removed`;
  return {
    title: `End the A/B test of ${service} in ${environment} with A?`,
    words: join([say`${stays} stays: ${back}.`, ...knownBefore(release)], ' '),
    yes: 'Keep A',
  };
}

/** What becomes of more than pods and traffic: a database does not go back like those. */
function knownBefore({ plan, done, step }: Release): Words[] {
  return warningsOf(undoOf(plan, done.length + (step ? 1 : 0), done.length), plan);
}

function flagsOnly({ plan }: Release, { service, environment, to }: Subject): Question {
  const names = clip(flagNames(plan).plain, longestNames);
  return {
    title: `Roll back ${names} of ${service} in ${environment}?`,
    words: say`${clip(flagsBack(plan).plain, longestNames)}; ${plan.flag ? 'no version changes' : `${to} stays on all pods`}.`,
    yes: 'Roll back',
  };
}

function noMoreCopies({ service, environment, from, to }: Subject): Question {
  return {
    title: `Stop copying requests to ${service} ${to}?`,
    words: say`Remove ${to} from ${environment}? Users are on ${from} and stay there.`,
    yes: 'Roll back',
  };
}

function back({ service, environment, from, to, traffic }: Subject): Question {
  return {
    title: `Roll ${service} back to ${from} in ${environment}?`,
    words: traffic
      ? say`Send all traffic in ${environment} back to ${from} and remove ${to}?`
      : say`Run ${from} on all pods in ${environment} again and remove ${to}?`,
    yes: 'Roll back',
  };
}
