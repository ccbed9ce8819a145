import { watchMs } from '../../actions/facets.ts';
import type { Hold, Release } from '../../domain/release.ts';
import { stepIndex } from '../../domain/release-state.ts';
import { duration } from '../../words/format.ts';
import { say } from '../../words/words.ts';
import type { ControlButton } from './button.ts';

/** Watches the present step once more from its beginning. */
export const holdWait = {
  id: 'hold_wait',
  face: (release) =>
    release.phase.kind === 'running' && release.hold
      ? { label: longer(release, release.hold), style: 'primary' }
      : null,
  done: (it) => say`You gave ${it} more time.`,
  cannot: 'extend',
} as const satisfies ControlButton;

function longer(release: Release, hold: Hold): string {
  if (hold.code === 'pause-expired') return 'Resume';
  const watched = watchMs(release.plan.steps[stepIndex(release)]?.action);
  return watched === null ? 'Wait longer' : `Wait ${duration(watched)} longer`;
}
