import { facetsOf, watches } from '../actions/facets.ts';
import type { Action } from '../actions/index.ts';
import type { Cause, EventOf, Reverted } from './events.ts';
import type { FiguresBefore } from './figures-before.ts';
import type { FlagState } from './flag.ts';
import type { GateMoment, GateResult } from './gate.ts';
import { type Plan, versionStays } from './plan.ts';
import type { HoldCode, Outcome } from './reasons.ts';
import type { Person, Request } from './request.ts';
import type { Trouble, Verdict } from './verdict.ts';

export type Measured = EventOf<'measured'>;

/** Where a release is. Exactly one of these at any time. */
export type Phase =
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
  | { kind: 'ended'; outcome: Outcome; at: number; by: Person | null; reason: string | null; cause: Cause | null };

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
export interface Release {
  id: string;
  number: number;
  /** Events folded so far: what compare-and-append expects. */
  version: number;
  request: Request;
  plan: Plan;
  digest: string;
  /** The latest answer of each gate. */
  gates: GateResult[];
  /** What its source of figures lacked when it was asked for; absent where nothing, or nobody knows. */
  figures?: FiguresBefore;
  /** Null where they are to be asked afresh. */
  gateCheck: GateCheck | null;
  requestedAt: number;
  startedAt: number | null;
  approvals: { by: Person; at: number }[];
  remindedAt: number | null;
  phase: Phase;
  /** The step that runs now; null between steps. */
  step: RunningStep | null;
  done: StepRecord[];
  /** Percent of the traffic that the candidate has, as far as the log knows. */
  percent: number;
  /** Everything measured since the traffic last changed: the judge's window. */
  window: Measured[];
  /** All that was measured, for charts and the report. */
  measured: Measured[];
  /** Since when no measurement could tell, other than for want of requests; null where the newest could. */
  blindSince: number | null;
  verdict: Verdict | null;
  trouble: Trouble | null;
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
  acknowledged: { by: Person; at: number } | null;
  /** What somebody else has undone in the present step, the latest, and how often; null where nobody has. */
  reverted: (Reverted & { times: number }) | null;
  /** When the candidate's present share was written (ms since the epoch); null where it has none, and in older logs. */
  dividedAt: number | null;
  /** Why the new version has fewer pods than it was given, in words; null where it has them, as far as anybody saw. */
  lacking: string | null;
  /** Feature flags as the release has left them, by name; absent where it has touched none. */
  flags?: Record<string, FlagState>;
  /** A flag as somebody else has changed it, of which a person is asked; absent or null where nobody has. */
  flagFound?: FlagState | null;
  /** Objects of which it was told that they carried a mark of somebody else's making: `VirtualService checkout`. */
  ignored: string[];
  /** Uids of the Jobs that have ended and were told of. */
  jobs: string[];
}

/** The step that the release is at: the running one, or the next to start. */
export function stepIndex(release: Release): number {
  return release.step?.index ?? release.done.length;
}

/** A step has been started: from then on something may have been changed. */
export function hasBegun({ step, done }: Release): boolean {
  return step !== null || done.length > 0;
}

/** True while the release can still change the cluster or be decided on. */
export function isLive(release: Release): boolean {
  return release.phase.kind !== 'ended';
}

/** The step that runs is one that only watches. */
export function isBaking({ step, plan }: Release): boolean {
  return step !== null && watches(plan.steps[step.index]?.action);
}

/** Nothing is being changed: the step that runs only watches, or none runs, as where it was paused between two. */
export function isStill(release: Release): boolean {
  return release.step === null || isBaking(release);
}

/**
 * Whether the version is watched now: by the step that runs, or, where a person keeps the next one from starting, as it
 * was by the last.
 */
export function isWatched({ step, plan, done, paused, hold }: Release): boolean {
  if (step) return plan.steps[step.index]?.watched ?? false;
  const last = done.at(-1);
  return (paused !== null || hold !== null) && last !== undefined && (plan.steps[last.index]?.watched ?? false);
}

/** The candidate has a share that the present step, if one runs, neither writes nor takes back. */
export function holdsShare({ percent, step, plan, phase }: Release): boolean {
  const action = plan.steps[step?.index ?? -1]?.action;
  return phase.kind === 'running' && percent > 0 && !(action && facetsOf(action).share);
}

/** That pods are lacking is told once, however the cluster words it from then on, and that they are there again. */
export function isNewLack({ lacking }: Release, detail: string | null): boolean {
  return (lacking === null) !== (detail === null);
}

/** All that brings the new version in is done, so that it stays: going back takes back only what came after it. */
export function isKept({ plan, done, phase }: Pick<Release, 'plan' | 'done' | 'phase'>): boolean {
  // Where nobody can tell how far it was, everything is taken back.
  const lost = (phase.kind === 'rolling-back' || phase.kind === 'ended') && phase.cause?.code === 'log-lost';
  return !lost && versionStays(plan, done.length);
}

/** It has ended, and what it released runs: whatever became of its feature flags. */
export function broughtIn({ phase }: Pick<Release, 'phase'>): boolean {
  return phase.kind === 'ended' && (phase.outcome === 'succeeded' || phase.outcome === 'kept');
}
