import { sentToCandidate, watches, watchMs } from '../../actions/facets.ts';
import type { Hold, Release } from '../../domain/release.ts';
import { stepIndex } from '../../domain/release.ts';
import { duration, share } from '../../words/format.ts';
import { actionIds, buttonValue } from '../blocks/action-ids.ts';
import { type Button, button, type Confirm } from '../blocks/blocks.ts';
import { confirmation, type Question, type Subject, subjectOf } from '../blocks/confirmation.ts';
import { askOnward, askPromote, askRollBack } from '../blocks/questions.ts';
import { nextAction } from './parts.ts';

/** What can be done with a running release: stop or go on, hurry, go back; nothing once it is told to go back. */
export function runningButtons(release: Release): (Button | null)[] {
  if (release.abort) return [];
  const value = buttonValue(release);
  const bakesLeft = release.plan.steps.slice(stepIndex(release)).some(({ action }) => watches(action));
  return [
    release.paused
      ? button(actionIds.resume, 'Resume', { value, style: 'primary' })
      : button(actionIds.pause, 'Pause', { value }),
    bakesLeft && !release.promoted
      ? button(actionIds.promote, 'Promote now', { value, ...inProduction(release, askPromote) })
      : null,
    rollbackButton(release),
  ];
}

/** The three ways on. Waiting watches the present step once more from its beginning. */
export function holdButtons(release: Release, hold: Hold): Button[] {
  const value = buttonValue(release);
  const watched = watchMs(release.plan.steps[stepIndex(release)]?.action);
  const again = watched === null ? 'Wait longer' : `Wait ${duration(watched)} longer`;
  return [
    button(actionIds.holdWait, hold.code === 'pause-expired' ? 'Resume' : again, { value, style: 'primary' }),
    button(actionIds.holdGo, onward(release).label, { value, ...inProduction(release, askOnward(onward(release))) }),
    rollbackButton(release),
  ];
}

/** What comes when somebody lets it go on: the button, and the beginning of its question. */
function onward(release: Release): { label: string; lead: string } {
  const percent = sentToCandidate(nextAction(release));
  if (percent === null) return { label: 'Go on', lead: 'Go on with' };
  const label = `Send ${share(percent)}`;
  return { label, lead: `${label} to` };
}

function rollbackButton(release: Release): Button {
  return button(actionIds.rollback, 'Roll back', {
    value: buttonValue(release),
    style: 'danger',
    ...inProduction(release, askRollBack),
  });
}

/** Where a button does harm only in production, it asks again there. */
function inProduction({ plan }: Release, ask: (subject: Subject) => Question): { confirm?: Confirm } {
  return plan.target.protected ? { confirm: confirmation(subjectOf(plan), ask) } : {};
}
