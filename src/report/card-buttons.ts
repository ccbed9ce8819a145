import type { Hold, Release } from '../domain/release.ts';
import { stepIndex } from '../domain/release.ts';
import { actionIds, buttonValue } from './actions.ts';
import { type Button, button, confirm } from './blocks.ts';
import { nextAction } from './card-parts.ts';
import { duration, share } from './format.ts';
import { say } from './words.ts';

/** What can be done with a running release: stop or go on, hurry, go back; nothing once it is told to go back. */
export function runningButtons(release: Release): (Button | null)[] {
  if (release.abort) return [];
  const value = buttonValue(release);
  const bakesLeft = release.plan.steps.slice(stepIndex(release)).some(({ action }) => action.kind === 'bake');
  return [
    release.paused
      ? button(actionIds.resume, 'Resume', { value, style: 'primary' })
      : button(actionIds.pause, 'Pause', { value }),
    bakesLeft && !release.promoted ? button(actionIds.promote, 'Promote now', { value, ...askPromote(release) }) : null,
    rollbackButton(release),
  ];
}

function askPromote({ plan }: Release) {
  if (!plan.target.protected) return {};
  const words = say`Skip the rest of the watching and give all of ${plan.target.environment} ${plan.to.version}?`;
  return { confirm: confirm(`Promote ${plan.to.version} now?`, words, 'Promote now') };
}

/** The three ways on. Waiting watches the present step once more from its beginning. */
export function holdButtons(release: Release, hold: Hold): Button[] {
  const value = buttonValue(release);
  const action = release.plan.steps[stepIndex(release)]?.action;
  const again = action?.kind === 'bake' ? `Wait ${duration(action.forMs)} longer` : 'Wait longer';
  return [
    button(actionIds.holdWait, hold.code === 'pause-expired' ? 'Resume' : again, { value, style: 'primary' }),
    button(actionIds.holdGo, onward(release), { value, ...askOnward(release) }),
    rollbackButton(release),
  ];
}

function onward(release: Release): string {
  const next = nextAction(release);
  return next?.kind === 'traffic.shift' ? `Send ${share(next.percent)}` : 'Go on';
}

function askOnward(release: Release) {
  const { plan } = release;
  if (!plan.target.protected) return {};
  const words = say`Go on with ${plan.to.version} in ${plan.target.environment} although the figures do not show that it is well?`;
  return { confirm: confirm(`${onward(release)}?`, words, onward(release)) };
}

function rollbackButton(release: Release): Button {
  const { plan } = release;
  const words = say`Send all traffic of ${plan.target.environment} back to ${plan.from.version} and remove ${plan.to.version}?`;
  const ask = plan.target.protected
    ? { confirm: confirm(`Roll back to ${plan.from.version}?`, words, 'Roll back') }
    : {};
  return button(actionIds.rollback, 'Roll back', { value: buttonValue(release), style: 'danger', ...ask });
}
