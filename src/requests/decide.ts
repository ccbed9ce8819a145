import { approvalRefusal } from '../domain/approval.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { Release } from '../domain/release.ts';
import type { Person } from '../domain/request.ts';
import type { Target } from '../domain/target.ts';
import { planDigest } from '../platform/digest.ts';
import { append, type Changed, change, refuse } from './change.ts';
import type { RequestDeps } from './deps.ts';

/**
 * @param digest the digest of the plan that the person saw, or null where they typed a number: then it is the
 *   release's own
 */
export async function approve(deps: RequestDeps, id: string, by: Person, digest: string | null): Promise<Changed> {
  const changed = await change(deps, id, async (release, now) => {
    const memberOf = await groupsOf(deps, release.plan.target, by);
    const actual = planDigest(release.plan);
    // What counts is the plan that would be run, not what its record calls it.
    const shown = actual === release.digest ? (digest ?? actual) : actual;
    const refusal = approvalRefusal(release, by, memberOf, shown);
    return refusal ? refuse(refusal) : append({ type: 'approved', at: now, by, digest: actual });
  });
  // A worker ends a release whose plan is not the one that it was asked with.
  if (changed.kind === 'refused' && changed.refusal.code === 'plan-changed') await deps.queue.wake(id);
  return changed;
}

/** Approvers and the requester may reject; the requester withdraws their own. */
export async function reject(deps: RequestDeps, id: string, by: Person, reason: string): Promise<Changed> {
  return change(deps, id, async (release, now) => {
    const refusal = await rejectionRefusal(deps, release, by);
    if (refusal) return refuse(refusal);
    const outcome = by.id === release.request.by.id ? 'withdrawn' : 'rejected';
    return append({ type: 'finished', at: now, outcome, by, reason });
  });
}

/** Why this person's rejection would not count now, or null. */
export async function rejectionRefusal(deps: RequestDeps, release: Release, by: Person): Promise<Refusal | null> {
  const waits = release.phase.kind === 'awaiting-approval';
  if (waits && by.id === release.request.by.id) return null;
  const memberOf = await groupsOf(deps, release.plan.target, by);
  // Whoever has approved may change their mind as long as others are waited for.
  return approvalRefusal(waits ? { ...release, approvals: [] } : release, by, memberOf, release.digest);
}

/** The policy's groups that a person belongs to. */
export async function groupsOf(deps: RequestDeps, target: Target, by: Person): Promise<string[]> {
  const { groups } = target.approval;
  const belongs = await Promise.all(
    groups.map(async (group) => (await deps.people.membersOf(group))?.includes(by.id) ?? false),
  );
  return groups.filter((_, index) => belongs[index]);
}
