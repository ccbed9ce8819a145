import { say } from '../../words/words.ts';
import type { Question, Subject } from '../blocks/confirmation.ts';
import type { ControlButton } from './button.ts';

/** Offered only to those who look after it already: it ends what would otherwise be tried for ever. */
export const takeOver = {
  id: 'take_over',
  face: ({ phase, acknowledged }) => (phase.kind === 'rolling-back' && acknowledged ? { label: 'Take over' } : null),
  confirm: { where: 'everywhere', question: () => leaving },
  done: (it) => say`You've taken over ${it}.`,
  next: () => say` Sluice won't do anything more for it; its card says what may be left behind.`,
  cannot: 'take over',
} as const satisfies ControlButton;

function leaving({ service, environment, from, to, traffic }: Subject): Question {
  return {
    title: `Take over ${service} in ${environment}?`,
    words: say`Sluice stops trying to roll back to ${from}; ${service} can be released again. Nothing else changes: ${to} may still ${traffic ? 'have traffic' : 'be running'}.`,
    yes: 'Take over',
  };
}
