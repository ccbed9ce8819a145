import { z } from 'zod';
import type { ApprovalPolicy, Target } from './target.ts';

/** How a version comes back: the quickest way that is safe, or by the service's own strategy. */
export const paces = ['at-once', 'careful'] as const;
export const paceSchema = z.enum(paces);
export type Pace = z.infer<typeof paceSchema>;

/** Where nothing is said of it. */
export const usualPace: Pace = 'at-once';

/** As people say it. */
export const paceWords: Readonly<Record<Pace, string>> = { 'at-once': 'at once', careful: 'careful' };

/** That a plan brings back a version that was here before. Plans of before do not say so: they read as any other release. */
export const rollbackSchema = z.object({ pace: paceSchema });
export type Rollback = z.infer<typeof rollbackSchema>;

/** Whose rollbacks need whose agreement. @param seen whether the version is known to have run in this very place */
function approvalBack({ rollback, ...usual }: ApprovalPolicy, seen: boolean): ApprovalPolicy {
  // What nobody has seen run here is as new to it as any release.
  if (!seen) return usual;
  const {
    required = 0,
    groups = usual.groups,
    users = usual.users,
    selfApproval = usual.selfApproval,
  } = rollback ?? {};
  return { ...usual, required, groups, users, selfApproval };
}

/**
 * The target of a release that goes back. The version that runs may be broken, so nothing is compared with it: the fixed limits
 * alone decide. Who must agree is said by `approval.rollback`.
 * @param seen whether the version is known to have run in this very place
 */
export function targetBack(target: Target, seen: boolean): Target {
  const { analysis, signals, approval } = target;
  return {
    ...target,
    analysis: { ...analysis, judge: 'threshold' },
    ...(signals && { signals: signals.map((signal) => ({ ...signal, judge: 'threshold' as const })) }),
    approval: approvalBack(approval, seen),
  };
}
