import { endingOf } from './ab-test.ts';
import { isLooking, mustBeSeen, shownAhead } from './dry-run.ts';
import type { Refusal, RefusalFacts } from './reasons.ts';
import type { Release } from './release.ts';
import type { Person } from './request.ts';
import type { ApprovalPolicy } from './target.ts';

/** True when enough people have approved this plan. */
export function isApproved(release: Release): boolean {
  return release.approvals.length >= release.plan.target.approval.required;
}

/**
 * True while somebody must still approve, or may have to again: not for a release that needs none, or has all of them, and
 * only waits to be started.
 */
export function waitsForApproval(release: Release): boolean {
  return release.phase.kind === 'awaiting-approval' && (!isApproved(release) || isLooking(release));
}

/**
 * What whoever presses Approve has before them: the plan, and what its migration would destroy where that is known.
 * @returns the plan's digest, with that of the dry run behind it
 */
export function shownDigest(release: Pick<Release, 'digest' | 'plan' | 'ahead'>): string {
  const found = shownAhead(release);
  if (!found || !mustBeSeen(release.plan.target, found)) return release.digest;
  return `${release.digest}+${found.digest ?? 'unread'}`;
}

/** When the wait for approval ends (ms since epoch). */
export function approvalExpiresAt(release: Release): number {
  return waitsSince(release) + release.plan.target.approval.expiresMs;
}

/** Since when there is a plan to decide on (ms since epoch). */
export function waitsSince({ plannedAt, requestedAt }: Pick<Release, 'plannedAt' | 'requestedAt'>): number {
  return plannedAt ?? requestedAt;
}

/**
 * Whether this person may approve now, by the policy that the plan carries.
 * @param memberOf handles of the policy's groups that the person belongs to
 * @param digest what the card that was clicked had shown, as `shownDigest` gives it
 */
export function approvalRefusal(
  release: Release,
  by: Person,
  memberOf: readonly string[],
  digest: string,
): Refusal | null {
  const policy = release.plan.target.approval;
  const { number } = release;
  if (release.phase.kind === 'queued') {
    const { service, environment } = release.request;
    return { code: 'not-possible-now', number, place: { service, environment }, state: 'queued' };
  }
  if (release.phase.kind !== 'awaiting-approval') return { code: 'already-decided', number, ...decision(release) };
  if (digest !== shownDigest(release)) {
    return { code: digest === release.digest ? 'dry-run-unseen' : 'plan-changed', number };
  }
  if (release.approvals.some((approval) => approval.by.id === by.id)) return { code: 'already-approved', number };
  // Enough have approved and the release is about to start: one more would only blur who let it through.
  if (isApproved(release)) return { code: 'already-decided', number, ...decision(release) };
  if (!mayApprove(policy, by, memberOf)) return { code: 'not-an-approver', number, approvers: approversOf(policy) };
  if (!mayApproveThis(release, by, memberOf)) {
    return { code: 'self-approval', number, approvers: approversOf(policy) };
  }
  return null;
}

/** With neither groups nor users named, anyone may approve. */
export function mayApprove(policy: ApprovalPolicy, by: Person, memberOf: readonly string[]): boolean {
  if (policy.groups.length === 0 && policy.users.length === 0) return true;
  return policy.users.includes(by.id) || policy.groups.some((group) => memberOf.includes(group));
}

/** As `mayApprove`, where having asked for the release may be a reason against it. */
export function mayApproveThis({ plan, request }: Release, by: Person, memberOf: readonly string[]): boolean {
  const { approval } = plan.target;
  return mayApprove(approval, by, memberOf) && (approval.selfApproval || request.by.id !== by.id);
}

/**
 * Whether this person may decide where a place goes back to: end a rollback under way, or put back what a release left.
 * Both settle which version runs there, so they take whoever may approve a release there; having asked for it is not enough.
 */
export function mayRollBack(policy: ApprovalPolicy, by: Person, memberOf: readonly string[]): boolean {
  return mayApprove(policy, by, memberOf);
}

/** Who may approve: handles of groups with their `@`, and ids of people. */
export function approversOf(policy: ApprovalPolicy): string[] {
  return [...policy.groups.map((group) => `@${group}`), ...policy.users];
}

function decision(release: Release): Omit<RefusalFacts['already-decided'], 'number'> {
  const last = release.approvals.at(-1);
  const { phase } = release;
  if (phase.kind === 'ended') return { outcome: endingOf(phase), at: phase.at, by: phase.by?.id ?? null };
  return { outcome: 'approved', by: last?.by.id ?? null, at: last?.at ?? null };
}
