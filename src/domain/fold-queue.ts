import { seenBeside } from './beside-plan.ts';
import type { EventOf } from './events.ts';
import type { Release } from './release.ts';

/** Nothing is decided by what it was asked with: that becomes a plan once its turn has come. */
export function queued({ phase }: Release, { behind, expiresAt }: EventOf<'queued'>): Partial<Release> {
  if (phase.kind !== 'awaiting-approval') return {};
  return { phase: { kind: 'queued', behind, expiresAt, error: null }, waitedFor: behind };
}

/** From here on it is as if it had been asked for with this plan. */
export function planned({ phase }: Release, event: EventOf<'planned'>): Partial<Release> {
  if (phase.kind !== 'queued') return {};
  const { at, plan, digest, gates, figures, changes } = event;
  const beside = seenBeside({ figures, changes });
  return { phase: { kind: 'awaiting-approval' }, plannedAt: at, plan, digest, gates, ...beside };
}
