import { approvalRefusal, shownDigest } from '../domain/approval.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { Release } from '../domain/release.ts';
import type { Person } from '../domain/request.ts';
import { planDigest } from '../platform/digest.ts';
import { within } from '../platform/within.ts';
import { otherwiseNow } from '../steps/plan-now.ts';
import { ask } from './ask.ts';
import { append, type Changed, change, refuse } from './change.ts';
import type { RequestDeps } from './deps.ts';
import { groupsOf } from './groups.ts';

/** Nobody who has pressed a button waits longer for a look at the cluster (ms): the start looks again. */
const lookMs = 2000;

/**
 * Counts for the plan that was shown, as long as the cluster is still as that plan saw it; else the release ends with nothing
 * changed, and is asked for again.
 * @param digest what the person saw, as `shownDigest` gives it, or null where they typed a number: then it is the
 *   release's own
 */
export async function approve(deps: RequestDeps, id: string, by: Person, digest: string | null): Promise<Changed> {
  const changed = await change(deps, id, async (release, now) => {
    const memberOf = await groupsOf(deps, release.plan.target, by);
    const actual = planDigest(release.plan);
    // What counts is the plan that would be run, not what its record calls it.
    const shown = actual === release.digest ? (digest ?? shownDigest(release)) : actual;
    const refusal = approvalRefusal(release, by, memberOf, shown);
    if (refusal) return refuse(refusal);
    const reason = await within(lookMs, otherwiseNow(deps, release.plan), null);
    return reason === null
      ? append({ type: 'approved', at: now, by, digest: actual })
      : append({ type: 'finished', at: now, outcome: 'withdrawn', by: null, reason });
  });
  if (changed.kind === 'changed' && changed.release.phase.kind === 'ended') {
    return refuse(await askedAgain(deps, changed.release, changed.release.phase.reason ?? ''));
  }
  // A worker ends a release whose plan is not the one that it was asked with.
  if (changed.kind === 'refused' && changed.refusal.code === 'plan-changed') await deps.queue.wake(id);
  return changed;
}

/** The world has overtaken the plan that was to be approved: whoever wanted it has a new one to decide on. */
async function askedAgain(deps: RequestDeps, { number, request }: Release, detail: string): Promise<Refusal> {
  const asked = await ask(deps, { ...request, key: `${request.key}-again` });
  return { code: 'plan-overtaken', number, detail, next: 'number' in asked ? asked.number : null };
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
  return approvalRefusal(waits ? { ...release, approvals: [] } : release, by, memberOf, shownDigest(release));
}
