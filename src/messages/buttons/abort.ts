import { hasBegun, isKept, type Release } from '../../domain/release.ts';
import { clip } from '../../words/escape.ts';
import { flagNames, flagsBack } from '../../words/kept.ts';
import { say } from '../../words/words.ts';
import type { Question, Subject } from '../blocks/confirmation.ts';
import { type ControlButton, goesOn } from './button.ts';

/** Of the names of flags, as many characters as a dialog of Slack's has room for. */
const longestNames = 60;

export const abort = {
  id: 'rollback',
  face: (release) =>
    goesOn(release) || (release.phase.kind === 'running' && release.hold)
      ? { label: hasBegun(release) ? 'Roll back' : 'Withdraw', style: 'danger' }
      : null,
  confirm: { where: 'production', question: (release) => (hasBegun(release) ? wayBack(release) : withdraw) },
  done: (it, release) => {
    if (!hasBegun(release)) return say`You withdrew ${it}.`;
    const { plan } = release;
    if (isKept(release)) return say`You rolled ${flagNames(plan)} of ${it} back; ${plan.to.version} stays.`;
    return say`You rolled ${it} back to ${plan.from.version}.`;
  },
  cannot: 'stop',
} as const satisfies ControlButton;

function withdraw({ service, environment, from, to }: Subject): Question {
  return {
    title: `Withdraw ${service} ${to} in ${environment}?`,
    words: say`Nothing has been changed yet: ${from} keeps running.`,
    yes: 'Withdraw',
  };
}

function wayBack(release: Release): (subject: Subject) => Question {
  return isKept(release) ? (subject) => flagsOnly(release, subject) : back;
}

function flagsOnly({ plan }: Release, { service, environment, to }: Subject): Question {
  const names = clip(flagNames(plan).plain, longestNames);
  return {
    title: `Roll back ${names} of ${service} in ${environment}?`,
    words: say`${clip(flagsBack(plan).plain, longestNames)}; ${to} stays on all pods.`,
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
