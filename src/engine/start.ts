import type { EventOf, ReleaseEvent } from '../domain/events.ts';
import type { Release } from '../domain/release.ts';
import { planDigest } from '../platform/digest.ts';
import { otherwiseNow } from '../steps/plan-now.ts';
import { type Decision, neverStarted } from './decision.ts';
import type { EngineDeps } from './ports.ts';

/**
 * A release may start long after its plan was made. Where stable, or what is to be copied, is no longer as people
 * approved a plan for, it ends instead, with nothing written. Where the cluster cannot be asked, it starts: each step meets
 * the same, has a deadline, and looks again before the first write of stable.
 * @returns the event to write
 */
export async function startOrEnd(
  deps: Pick<EngineDeps, 'clusters' | 'seals' | 'clock'>,
  { plan }: Release,
  started: EventOf<'started'>,
): Promise<ReleaseEvent> {
  const reason = await otherwiseNow(deps, plan);
  return reason === null ? started : neverStarted(deps.clock.now(), reason);
}

/** People have decided on the plan with this digest: a release whose plan is another one ends before it begins. */
export function otherPlan(release: Release, at: number): Decision | null {
  if (release.phase.kind !== 'awaiting-approval' || planDigest(release.plan) === release.digest) return null;
  const reason = 'the plan in its record is not the one that was shown for approval';
  return { do: 'append', events: [{ type: 'finished', at, outcome: 'rejected', by: null, reason }] };
}
