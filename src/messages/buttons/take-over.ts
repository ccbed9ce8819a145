import { say } from '../../words/words.ts';
import type { Question, Subject } from '../blocks/confirmation.ts';
import type { ControlButton } from './button.ts';

/** Offered only to those who look after it already: it ends what would otherwise be tried for ever. */
export const takeOver = {
  id: 'take_over',
  face: ({ phase, acknowledged }) =>
    phase.kind === 'rolling-back' && acknowledged ? { label: 'Leave it to me' } : null,
  confirm: { where: 'everywhere', question: () => leaving },
  done: (it) => say`You have taken ${it} over.`,
  next: () => say` Sluice does nothing more for it; its card says what may be left.`,
  cannot: 'take over',
} as const satisfies ControlButton;

function leaving({ service, environment, from, to, traffic }: Subject): Question {
  return {
    title: `Leave ${service} in ${environment} to you?`,
    words: say`Sluice stops trying to go back to ${from}; ${service} can be released again. What runs stays as it is: ${to} may still ${traffic ? 'have traffic' : 'be running'}.`,
    yes: 'Leave it to me',
  };
}
