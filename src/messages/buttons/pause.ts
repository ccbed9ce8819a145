import { isSoaking } from '../../domain/release-state.ts';
import { say } from '../../words/words.ts';
import { type ControlButton, goesOn } from './button.ts';

export const pause = {
  id: 'pause',
  face: (release) => (goesOn(release) && !release.paused && !isSoaking(release) ? { label: 'Pause' } : null),
  done: (it) => say`You paused ${it}.`,
  next: ({ plan }) =>
    plan.train
      ? say` What is under way is paused with it, and nothing more begins until somebody resumes it.`
      : say` It's still being watched, and rolls back if ${plan.to.version} gets worse.`,
  cannot: 'pause',
} as const satisfies ControlButton;
