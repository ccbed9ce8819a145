import type { ReleaseEvent } from '../domain/events.ts';
import type { Release } from '../domain/release.ts';
import { planDigest } from '../platform/digest.ts';
import { KubeError } from '../platform/kube.ts';
import { otherwiseThanPlanned } from '../steps/as-planned.ts';
import { stableRef } from '../workloads/of-target.ts';
import type { Decision } from './decision.ts';
import type { EngineDeps } from './ports.ts';

/**
 * A release may start long after its plan was made. Where stable is no longer what people approved a plan for, it ends
 * instead, with nothing written. Where the cluster cannot be asked, it starts: each step meets the same, has a deadline,
 * and looks again before the first write of stable.
 * @returns the events to write
 */
export async function startOrEnd(
  deps: Pick<EngineDeps, 'clusters' | 'clock'>,
  { plan }: Release,
  events: ReleaseEvent[],
): Promise<ReleaseEvent[]> {
  if (events[0]?.type !== 'started') return events;
  const { target } = plan;
  try {
    const stable = await deps.clusters(target.cluster).get(stableRef(target));
    const reason = otherwiseThanPlanned(plan, stable);
    return reason === null
      ? events
      : [{ type: 'finished', at: deps.clock.now(), outcome: 'withdrawn', by: null, reason }];
  } catch (error) {
    if (error instanceof KubeError) return events;
    throw error;
  }
}

/** People have decided on the plan with this digest: a release whose plan is another one ends before it begins. */
export function otherPlan(release: Release, at: number): Decision | null {
  if (release.phase.kind !== 'awaiting-approval' || planDigest(release.plan) === release.digest) return null;
  const reason = 'the plan in its record is not the one that was shown for approval';
  return { do: 'append', events: [{ type: 'finished', at, outcome: 'rejected', by: null, reason }] };
}
