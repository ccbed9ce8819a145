import type { Action } from '../actions/index.ts';
import type { DryRun } from '../domain/dry-run.ts';
import type { EventOf } from '../domain/events.ts';
import type { FlagChange, FlagState } from '../domain/flag.ts';
import type { Plan } from '../domain/plan.ts';
import type { HoldCode } from '../domain/reasons.ts';
import type { BegunJob, HookCalls } from '../domain/release.ts';
import type { Reverted } from '../domain/reverted.ts';
import type { Target } from '../domain/target.ts';
import type { Child } from '../domain/train.ts';
import type { Trouble } from '../domain/verdict.ts';
import type { HookUse } from '../domain/webhook.ts';
import type { Fence } from '../platform/kube/fence.ts';
import type { Kube } from '../platform/kube.ts';
import type { CallWebhook } from '../platform/webhook.ts';
import type { Flags } from '../providers/flags/flags.ts';
import type { Router } from '../providers/routers/router.ts';
import type { DatabaseLock } from '../store/release-store.ts';
import type { Children } from './children.ts';

/** A Job that has ended: told to people once. */
export type EndedJob = Pick<EventOf<'job.ended'>, 'job' | 'uid' | 'succeeded' | 'log'>;

/** What a webhook has answered. */
export type HookAnswered = Omit<EventOf<'webhook.answered'>, 'type' | 'at'>;

/**
 * What a runner says of its step. Waiting is a value, so that it survives restarts. `begun`: a Job that may be started once
 * this is in the log; `ended`: of a Job that it has looked at; `flag`: how it has left a feature flag; `dryRun`: what that has
 * shown; `asks`: a webhook that may be called once this is in the log; `answered`: what one has said; `children`: releases of the
 * train as they stand.
 */
export type StepOutcome = {
  begun?: Pick<BegunJob, 'job' | 'uid'>;
  ended?: EndedJob;
  asks?: HookUse;
  answered?: HookAnswered;
  children?: readonly Child[];
} & (
  | { kind: 'done'; note: string; flag?: FlagState; dryRun?: DryRun }
  /** Not yet: look again after `ms`; `what` is waited for, in words; `reverted` was undone by others and is written again. */
  | { kind: 'wait'; ms: number; what: string; reverted?: Reverted }
  /**
   * Something is wrong that may pass: try again after `ms`. `refused`: the cluster does not let us. `until`: only a person can
   * mend it, and on the way back it is left to them from then on (ms since the epoch).
   */
  | { kind: 'retry'; error: string; ms: number; refused?: boolean; until?: number }
  /** Somebody else has changed a feature flag since the release has left it; nothing was written. */
  | { kind: 'flag-changed'; found: FlagState; detail: string }
  /** A person must say whether it goes on; asked once. */
  | { kind: 'ask'; code: HoldCode; detail: string }
  /** It will never work; the release goes back. `replaced`: since somebody else has put another version in. */
  | { kind: 'fail'; detail: string; trouble?: Trouble; replaced?: true }
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
  /** The version is in and stays, whatever is undone: stable, and the copies that it names, are the release's no more. */
  kept: boolean;
  /** What the release has done, by the log. */
  done: readonly Action[];
  /** The Jobs of the release that may have run, by the log. */
  begun: readonly BegunJob[];
  /** The webhooks that may have been called, by the log. */
  calls: HookCalls;
  callWebhook: CallWebhook;
  /** When the release was asked for, and when it was last approved, or asked for where nobody need approve (ms since the epoch). */
  requestedAt: number;
  approvedAt: number;
  /** What those who have approved were shown of the migration; null where nothing was. */
  shown: DryRun | null;
  /** Somebody has said that what only takes time is to be skipped. */
  promoted: boolean;
  /** Somebody has said that nothing more is to begin for now. */
  paused: boolean;
  /** The releases of this train. */
  children: Children;
  /** A person has said to go on with this step, in spite of what was asked. */
  waived: boolean;
  /** Takes the lock of a database for this release. */
  lockDatabase(database: string): Promise<DatabaseLock>;
  /** Gives the lock of a database back, where this release has it. */
  freeDatabase(database: string): Promise<void>;
  /** The newest verdict is that the new version is healthy. */
  healthy: boolean;
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
