import type { Release } from '../../domain/release.ts';
import { broughtIn } from '../../domain/release-state.ts';
import { actionIds, buttonValue } from '../blocks/action-ids.ts';
import { type Button, button } from '../blocks/blocks.ts';

/**
 * Brings back what ran before; null where nothing has come in, or it was itself a way back. Whoever presses it later than another
 * release is told so.
 */
export function backButton(release: Release): Button | null {
  const { plan, phase } = release;
  const isReleased = phase.kind === 'ended' && phase.outcome === 'succeeded' && broughtIn(release);
  if (plan.rollback || plan.train || !isReleased) return null;
  return button(actionIds.goBack, 'Roll back…', { value: buttonValue(release) });
}
