import { watches } from '../../actions/facets.ts';
import { type Release, stepIndex } from '../../domain/release.ts';
import { say } from '../../words/words.ts';
import type { Question, Subject } from '../blocks/confirmation.ts';
import { type ControlButton, goesOn } from './button.ts';

export const promote = {
  id: 'promote',
  face: (release) => (goesOn(release) && !release.promoted && bakesLeft(release) ? { label: 'Promote now' } : null),
  confirm: { where: 'production', question: () => atOnce },
  done: (it) => say`You promoted ${it}.`,
  cannot: 'promote',
} as const satisfies ControlButton;

function bakesLeft(release: Release): boolean {
  return release.plan.steps.slice(stepIndex(release)).some(({ action }) => watches(action));
}

function atOnce({ service, environment, to }: Subject): Question {
  return {
    title: `Promote ${service} ${to} in ${environment} now?`,
    words: say`Skip the remaining watch time and roll out ${to} to all of ${environment}?`,
    yes: 'Promote now',
  };
}
