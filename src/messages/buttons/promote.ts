import { restMs, watches } from '../../actions/facets.ts';
import { isTesting } from '../../domain/ab-test.ts';
import { controls } from '../../domain/controls/index.ts';
import type { Release } from '../../domain/release.ts';
import { stepIndex } from '../../domain/release-state.ts';
import type { Child } from '../../domain/train.ts';
import { say } from '../../words/words.ts';
import type { Question, Subject } from '../blocks/confirmation.ts';
import { type ControlButton, goesOn } from './button.ts';

export const promote = {
  id: 'promote',
  face: (release) =>
    goesOn(release) && controls.promote.when(release) && bakesLeft(release)
      ? { label: isTesting(release) ? 'Bring in B' : 'Promote now' }
      : null,
  confirm: { where: 'production', question: ({ plan: { train } }) => (train ? questions[train.kind] : atOnce) },
  done: (it) => say`You promoted ${it}.`,
  cannot: 'promote',
} as const satisfies ControlButton;

function bakesLeft(release: Release): boolean {
  if (release.plan.train?.kind === 'set') return (release.children ?? []).some(isWatched);
  return release.plan.steps.slice(stepIndex(release)).some(({ action }) => watches(action) || restMs(action) !== null);
}

/** Of a release of a set: it may still have something to watch. */
function isWatched({ state }: Child): boolean {
  return state === 'running' || state === 'paused' || state === 'held';
}

const questions = { environments: onward, places: onward, set: ofSet };

function ofSet({ service, environment }: Subject): Question {
  return {
    title: `Promote what ${service} releases in ${environment} now?`,
    words: say`What is left to watch of the release under way is skipped. Those after it are watched as planned.`,
    yes: 'Promote now',
  };
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
