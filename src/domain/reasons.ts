/** Why a request, a click or a gate was refused. One closed list: tests, metrics and answers all speak of these. */
export const refusalCodes = [
  'unknown-service',
  'unknown-environment',
  'unknown-strategy',
  'unknown-version',
  'unknown-release',
  'already-running',
  'would-go-back',
  'not-promoted',
  /** What a gate goes by could not be looked at. */
  'gate-unknown',
  'busy',
  'overtaken',
  'workload-missing',
  'route-missing',
  'workload-unfit',
  'cluster-unreachable',
  'registry-unreachable',
  'nobody-can-approve',
  'not-an-approver',
  'self-approval',
  'already-decided',
  'already-approved',
  'plan-changed',
  'not-live',
  'set-aside',
  'not-possible-now',
  'not-allowed',
  /** One of the people who are none of ours: a guest, a bot, somebody of another workspace. */
  'outsider',
  /** Slack does not say who it is. */
  'person-unknown',
  'nothing-to-roll-back',
  'syntax',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** Why a release is rolled back. */
export const causeCodes = [
  'unhealthy',
  'trouble',
  'deadline',
  'aborted',
  'hold-expired',
  'step-failed',
  /** Redis has lost entries of the log: nobody can tell how far the release was. */
  'log-lost',
] as const;
export type CauseCode = (typeof causeCodes)[number];

/** Why a release waits for a person. */
export const holdCodes = [
  'no-data',
  'query-failed',
  'too-few-requests',
  'both-over-limit',
  'pause-expired',
  'gate',
] as const;
export type HoldCode = (typeof holdCodes)[number];

/** How a release can end. `handed-over`: its rollback could not be done, and a person sees to it without Sluice. */
export const outcomes = ['succeeded', 'rolled-back', 'rejected', 'expired', 'withdrawn', 'handed-over'] as const;
export type Outcome = (typeof outcomes)[number];

/** A refusal: the code for programs, the facts for the sentence that `src/messages` makes of it. */
export interface Refusal {
  code: RefusalCode;
  /** Plain text from people or systems; escaped where it is shown. */
  facts: Record<string, string>;
  /** Known values that are near what was typed, the nearest first. */
  suggestions?: string[];
}
