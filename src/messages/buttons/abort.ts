import { say } from '../../words/words.ts';
import type { Question, Subject } from '../blocks/confirmation.ts';
import { type ControlButton, goesOn } from './button.ts';

export const abort = {
  id: 'rollback',
  face: (release) =>
    goesOn(release) || (release.phase.kind === 'running' && release.hold)
      ? { label: 'Roll back', style: 'danger' }
      : null,
  confirm: { where: 'production', question: () => back },
  done: (it, { phase, plan }) =>
    phase.kind === 'awaiting-approval' ? say`You withdrew ${it}.` : say`You rolled ${it} back to ${plan.from.version}.`,
  cannot: 'stop',
} as const satisfies ControlButton;

function back({ service, environment, from, to, traffic }: Subject): Question {
  return {
    title: `Roll ${service} back to ${from} in ${environment}?`,
    words: traffic
      ? say`Send all traffic of ${environment} back to ${from} and remove ${to}?`
      : say`Run ${from} on all pods in ${environment} again and remove ${to}?`,
    yes: 'Roll back',
  };
}
