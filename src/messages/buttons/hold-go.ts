import { sentToCandidate } from '../../actions/facets.ts';
import type { Release } from '../../domain/release.ts';
import { share } from '../../words/format.ts';
import { say } from '../../words/words.ts';
import type { Question, Subject } from '../blocks/confirmation.ts';
import { nextAction } from '../card/parts.ts';
import type { ControlButton } from './button.ts';

export const holdGo = {
  id: 'hold_go',
  face: (release) => (release.phase.kind === 'running' && release.hold ? { label: onward(release).label } : null),
  confirm: { where: 'production', question: allTheSame },
  done: (it) => say`You let ${it} continue.`,
  cannot: 'go on with',
} as const satisfies ControlButton;

/** What comes when somebody lets it go on: the button, and the beginning of its question. */
function onward(release: Release): { label: string; lead: string } {
  const percent = sentToCandidate(nextAction(release));
  if (percent === null) return { label: 'Go on', lead: 'Go on with' };
  const label = `Send ${share(percent)}`;
  return { label, lead: `${label} to` };
}

function allTheSame(release: Release) {
  const { label, lead } = onward(release);
  return ({ service, environment, to }: Subject): Question => ({
    title: `${lead} ${service} ${to} in ${environment}?`,
    words: say`Go on with ${to} although the figures do not show that it is well?`,
    yes: label,
  });
}
