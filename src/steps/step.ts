import type { Action } from '../actions/index.ts';
import type { EventOf, Reverted } from '../domain/events.ts';
import type { FlagChange, FlagState } from '../domain/flag.ts';
import type { Plan } from '../domain/plan.ts';
import type { HoldCode } from '../domain/reasons.ts';
import type { Target } from '../domain/target.ts';
import type { Trouble } from '../domain/verdict.ts';
import type { Fence } from '../platform/kube/fence.ts';
import type { Kube } from '../platform/kube.ts';
import type { Flags } from '../providers/flags/flags.ts';
import type { Router } from '../providers/routers/router.ts';
import type { DatabaseLock } from '../store/release-store.ts';

/** A Job that has ended: told to people once. */
export type EndedJob = Pick<EventOf<'job.ended'>, 'job' | 'uid' | 'succeeded' | 'log'>;

/**
 * What a runner says of its step. Waiting is a value, so that it survives restarts. `ended`: of a Job that it has looked at;
 * `flag`: how it has left a feature flag.
 */
export type StepOutcome = { ended?: EndedJob } & (
  | { kind: 'done'; note: string; flag?: FlagState }
  /** Not yet: look again after `ms`; `what` is waited for, in words; `reverted` was undone by others and is written again. */
  | { kind: 'wait'; ms: number; what: string; reverted?: Reverted }
  /** Something is wrong that may pass: try again after `ms`. `refused`: the cluster does not let us. */
  | { kind: 'retry'; error: string; ms: number; refused?: boolean }
  /** Somebody else has changed a feature flag since the release has left it; nothing was written. */
  | { kind: 'flag-changed'; found: FlagState; detail: string }
  /** A person must say whether it goes on; asked once. */
  | { kind: 'ask'; code: HoldCode; detail: string }
  /** It will never work; the release goes back. */
  | { kind: 'fail'; detail: string; trouble?: Trouble }
);

/** The service of feature flags, and what the log says of what was made of them. */
export interface FlagsMoved {
  service: Flags;
  /** How the release has left a flag: as the plan found it where it has not touched it; null for one that it does not move. */
  left(flag: string): FlagState | null;
  /** What the step that runs, or was cut short by going back, may have made of a flag. */
  tried(flag: string): FlagChange | null;
}

export interface StepContext {
  release: string;
  plan: Plan;
  target: Target;
  kube: Kube;
  router: Router;
  /** Null where the target has no service of feature flags. */
  flags: FlagsMoved | null;
  fence: Fence;
  /** Milliseconds since the epoch. */
  now: number;
  /** When this step, or this action of the way back, began (ms since the epoch). */
  since: number;
  /** By the log, a step that writes stable was done: it was written, though its marks may be gone again. */
  stableWritten: boolean;
  /** By the log, the release has prepared the routing objects, or nobody can tell. */
  routesWritten: boolean;
  /** What the release has done, by the log. */
  done: readonly Action[];
  /** A person has said to go on with this step, in spite of what was asked. */
  waived: boolean;
  /** Takes the lock of a database for this release. */
  lockDatabase(database: string): Promise<DatabaseLock>;
  /** The release is going back: do as much as can be done, fail at nothing. */
  undoing: boolean;
}

/** Makes the world as the action describes it, from whatever state it is in. */
export type StepRunner<A extends Action = Action> = (context: StepContext, action: A) => Promise<StepOutcome>;

/** How often a waiting step looks at the cluster; the watch wakes it sooner. */
export const lookAgainMs = 1000;

export function wait(what: string): StepOutcome {
  return { kind: 'wait', ms: lookAgainMs, what };
}

/**
 * Some pods are still not ready after this time, or somebody wants fewer: what can be done with those that are there is
 * done. Half of `limits.ready`, and a minute at most.
 */
export function isLate({ now, since, target }: Pick<StepContext, 'now' | 'since' | 'target'>): boolean {
  return now - since >= Math.min(60_000, target.limits.readyMs / 2);
}

export function done(note: string): StepOutcome {
  return { kind: 'done', note };
}
