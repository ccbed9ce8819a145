import { restMs, watches } from '../../actions/facets.ts';
import { controls } from '../../domain/controls/index.ts';
import type { Release } from '../../domain/release.ts';
import { stepIndex } from '../../domain/release-state.ts';
import { say } from '../../words/words.ts';
import type { Question, Subject } from '../blocks/confirmation.ts';
import { type ControlButton, goesOn } from './button.ts';

export const promote = {
  id: 'promote',
  face: (release) =>
    goesOn(release) && controls.promote.when(release) && bakesLeft(release) ? { label: 'Promote now' } : null,
  confirm: { where: 'production', question: ({ plan }) => (plan.train ? onward : atOnce) },
  done: (it) => say`You promoted ${it}.`,
  cannot: 'promote',
} as const satisfies ControlButton;

function bakesLeft(release: Release): boolean {
  return release.plan.steps.slice(stepIndex(release)).some(({ action }) => watches(action) || restMs(action) !== null);
}

/** Of a train: what comes next asks for itself. */
function onward({ service, to }: Subject): Question {
  return {
    title: `Take ${service} ${to} on now?`,
    words: say`What is left to watch of the release under way, and the soak, are skipped. The next release still asks its own gates and approvers.`,
    yes: 'Promote now',
  };
}

function atOnce({ service, environment, to }: Subject): Question {
  return {
    title: `Promote ${service} ${to} in ${environment} now?`,
    words: say`Skip the remaining watch time and roll out ${to} to all of ${environment}?`,
    yes: 'Promote now',
  };
}
