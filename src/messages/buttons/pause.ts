import { isSoaking } from '../../domain/release-state.ts';
import { say } from '../../words/words.ts';
import { type ControlButton, goesOn } from './button.ts';

export const pause = {
  id: 'pause',
  face: (release) => (goesOn(release) && !release.paused && !isSoaking(release) ? { label: 'Pause' } : null),
  done: (it) => say`You paused ${it}.`,
  next: ({ plan }) =>
    plan.train
      ? say` So is its release under way, and nothing more of it is begun.`
      : say` It's still being watched, and rolls back if ${plan.to.version} gets worse.`,
  cannot: 'pause',
} as const satisfies ControlButton;
