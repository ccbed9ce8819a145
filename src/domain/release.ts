import type { Action } from '../actions/index.ts';
import type { BesidePlan } from './beside-plan.ts';
import type { Cause } from './cause.ts';
import type { Ahead } from './dry-run.ts';
import type { EventOf, FoundAtEnd, OtherRelease } from './events.ts';
import type { FlagState } from './flag.ts';
import type { GateMoment, GateResult } from './gate.ts';
import type { GoalSoFar } from './goal.ts';
import type { Plan } from './plan.ts';
import type { HoldCode, Outcome } from './reasons.ts';
import type { Person, Request } from './request.ts';
import type { Reverted } from './reverted.ts';
import type { Route } from './route.ts';
import type { Child } from './train.ts';
import type { Trouble, Verdict } from './verdict.ts';
import type { HookUse } from './webhook.ts';

export type Measured = EventOf<'measured'>;

/** Where a release is. Exactly one of these at any time. */
export type Phase =
  /** Behind a release that has its place. `error`: why its plan cannot be made, once its turn has come. */
  | { kind: 'queued'; behind: OtherRelease; expiresAt: number; error: string | null }
  | { kind: 'awaiting-approval' }
  | { kind: 'running' }
  | {
      kind: 'rolling-back';
      cause: Cause;
      undo: Action[];
      next: number;
      since: number;
      nextSince: number;
      error: string | null;
      /** Actions that others did not wait for and that are still to be done, by their index; absent where there are none. */
      deferred?: number[];
    }
  | ({
      kind: 'ended';
      outcome: Outcome;
      at: number;
      by: Person | null;
      reason: string | null;
      cause: Cause | null;
    } & FoundAtEnd);

export interface RunningStep {
  index: number;
  startedAt: number;
  /** What it is being retried for, or null while all is well. */
  error: string | null;
  /** Since when the cluster has done nothing but refuse it; null where it does not. */
  refusedAt: number | null;
}

export interface StepRecord {
  index: number;
  startedAt: number;
  endedAt: number;
  note: string;
}

export interface Hold {
  code: HoldCode;
  detail: string;
  openedAt: number;
  expiresAt: number;
}

/** A Job by its name and uid, and whether it has succeeded; null where nobody has seen its end. */
export interface BegunJob {
  job: string;
  uid: string;
  succeeded: boolean | null;
}

/** What a webhook was asked for, and what it answered last; null where nobody knows of an answer. */
export interface HookCall {
  /** Milliseconds since the epoch. */
  askedAt: number;
  answer: Omit<EventOf<'webhook.answered'>, 'type' | 'at' | 'phase'> | null;
}
export type HookCalls = Partial<Record<HookUse, HookCall>>;

/** What the gates answered when they were last asked. */
export interface GateCheck {
  when: GateMoment;
  index: number;
  at: number;
  /** Since when they have been asked at this very point. */
  since: number;
  answers: GateResult[];
}

/** What a release's log folds to. Plain data; everything in it comes from the log. */
export interface Release extends BesidePlan {
  id: string;
  number: number;
  /** Events folded so far: what compare-and-append expects. */
  version: number;
  request: Request;
  plan: Plan;
  digest: string;
  /** The latest answer of each gate. */
  gates: GateResult[];
  /** Null where they are to be asked afresh. */
  gateCheck: GateCheck | null;
  requestedAt: number;
  /** The release that it had to wait for; absent where it had its place at once. */
  waitedFor?: OtherRelease;
  /** When its plan was made, where it had to wait for its turn first; absent where it was asked with it. */
  plannedAt?: number;
  startedAt: number | null;
  approvals: { by: Person; at: number }[];
  remindedAt: number | null;
  /** What is looked at before anybody may approve; absent before there is anything to say of it, and where nothing is. */
  ahead?: Ahead;
  phase: Phase;
  /** Of a release that went back and is over: whether its version stayed all the same. */
  kept?: boolean;
  /** The step that runs now; null between steps. */
  step: RunningStep | null;
  done: StepRecord[];
  /** What the candidate gets of the requests, as far as the log knows; null where it gets none. */
  route: Route | null;
  /** Percent of the requests without a mark that it answers by that. */
  percent: number;
  /** Everything measured since the traffic last changed: the judge's window. */
  window: Measured[];
  /** All that was measured, for charts and the report. */
  measured: Measured[];
  /**
   * What was measured of the service before the flag moved that the release is about: what it is compared with. Absent where
   * a version is released, or nothing was measured.
   */
  before?: Measured[];
  /** What an A/B test has counted so far; absent where it compares nothing. */
  goal?: GoalSoFar;
  /** Since when no measurement could tell, other than for want of requests; null where the newest could. */
  blindSince: number | null;
  verdict: Verdict | null;
  trouble: Trouble | null;
  /** Of the pod that sent it back; absent where none did, and while nobody has looked. */
  evidence?: EventOf<'evidence.read'>['evidence'];
  paused: { by: Person; at: number } | null;
  /** When the last pause was ended by a person; null where there was none. */
  resumedAt: number | null;
  hold: Hold | null;
  /** Somebody said that the present bake is good enough (hold answered "go on", or promote). */
  waived: boolean;
  /** Somebody who may said to go on in spite of the gates that are asked at this step. */
  gatesWaived: boolean;
  /** Bakes are skipped from here on. */
  promoted: { by: Person; at: number } | null;
  abort: { by: Person; at: number; reason: string | null } | null;
  /** The one that takes its place; absent where none does. */
  superseded?: OtherRelease & { by: Person; at: number };
  acknowledged: { by: Person; at: number } | null;
  /** What somebody else has undone in the present step, the latest, and how often; null where nobody has. */
  reverted: (Reverted & { times: number }) | null;
  /** When the candidate's present share was written (ms since the epoch); null where it has none, and in older logs. */
  dividedAt: number | null;
  /** Why the new version has fewer pods than it was given, in words; null where it has them, as far as anybody saw. */
  lacking: string | null;
  /** Whether the workload that has taken it is scaled to 0, so that there is nothing to watch; absent where it never was. */
  idle?: boolean;
  /** Feature flags as the release has left them, by name; absent where it has touched none. */
  flags?: Record<string, FlagState>;
  /** The largest share (percent) that the release has begun to give each flag, done or not; absent where it has touched none. */
  most?: Record<string, number>;
  /** A flag as somebody else has changed it, of which a person is asked; absent or null where nobody has. */
  flagFound?: FlagState | null;
  /** Objects of which it was told that they carried a mark of somebody else's making: `VirtualService checkout`. */
  ignored: string[];
  /** Uids of the Jobs that have ended and were told of. */
  jobs: string[];
  /** The Jobs that were about to run, in this order; absent where there were none, and in older logs. */
  begun?: BegunJob[];
  /** The releases of a train, as they were last seen, in the order in which they began; absent where there are none. */
  children?: Child[];
  /** Absent where no webhook was called, and in older logs. */
  calls?: HookCalls;
}
