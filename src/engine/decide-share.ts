import type { Release } from '../domain/release.ts';
import { keepsReverting } from '../words/reverted.ts';
import { type Decision, openHold } from './decision.ts';

/** As often as this in one step, what somebody else undoes is written again; then a person is asked. */
export const mostReverts = 3;

/** A share, or an image, that does not stay asks a person: neither is fought over without end. */
export function decideShare(release: Release, now: number): Decision | null {
  const { reverted, waived } = release;
  if (waived || !reverted || reverted.times < mostReverts) return null;
  return openHold(release, now, 'reverted', keepsReverting(reverted, release.plan).plain);
}
