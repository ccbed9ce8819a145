import { hasBegun } from '../../domain/release.ts';
import { say } from '../../words/words.ts';
import type { Question, Subject } from '../blocks/confirmation.ts';
import { type ControlButton, goesOn } from './button.ts';

export const abort = {
  id: 'rollback',
  face: (release) =>
    goesOn(release) || (release.phase.kind === 'running' && release.hold)
      ? { label: hasBegun(release) ? 'Roll back' : 'Withdraw', style: 'danger' }
      : null,
  confirm: { where: 'production', question: (release) => (hasBegun(release) ? back : withdraw) },
  done: (it, release) =>
    hasBegun(release) ? say`You rolled ${it} back to ${release.plan.from.version}.` : say`You withdrew ${it}.`,
  cannot: 'stop',
} as const satisfies ControlButton;

function withdraw({ service, environment, from, to }: Subject): Question {
  return {
    title: `Withdraw ${service} ${to} in ${environment}?`,
    words: say`Nothing has been changed yet: ${from} keeps running.`,
    yes: 'Withdraw',
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
