import type { AfterWatch } from '../actions/action.ts';
import { facetsOf } from '../actions/facets.ts';
import type { Goal } from '../domain/goal.ts';
import type { Plan, Step } from '../domain/plan.ts';
import type { Rollback } from '../domain/rollback.ts';
import type { Mark } from '../domain/route.ts';
import type { Strategy, Target } from '../domain/target.ts';
import type { Version } from '../domain/version.ts';
import type { ConfigurationToMove } from './configured.ts';
import type { FlagToMove } from './with-flags.ts';

/** The cluster as it was when the plan was asked for. */
export interface Snapshot {
  /** Image reference that stable runs now. */
  image: string;
  /** Desired replicas of stable. */
  replicas: number;
  /** When stable's present version was rolled out (ms since epoch), where known. */
  runningSince: number | null;
  /** How many of its pods are held at their template by the user's own setting; absent where its kind can't hold any. */
  held?: number;
  /** The label by which the candidate is set apart, where the Service's first one would do harm. */
  apart?: string;
  /** Other containers that get the new image too. */
  also?: readonly Alongside[];
}

/** A container of stable that moves with the released one. */
export interface Alongside {
  container: string;
  init: boolean;
  /** Image reference that it runs now. */
  image: string;
}

export interface PlanInput<S extends Strategy = Strategy> {
  target: Target;
  strategy: S;
  snapshot: Snapshot;
  from: Version;
  to: Version;
  /** `exact` routers take any weight, `whole` ones only none and all; with `pods` the share is that of the ready pods. */
  precision: 'exact' | 'pods' | 'whole';
  /** An older version comes back: how fast. */
  rollback?: Rollback;
  /** Feature flags that move with it. */
  flags?: readonly FlagToMove[];
  /** ConfigMaps and Secrets that move with it. */
  configuration?: ConfigurationToMove;
}

/** What a strategy answers: the ordered steps, and what a person should know before deciding. */
export interface Outline {
  steps: Step[];
  notes: string[];
  /** How many of the notes, the first ones, are to be weighed before deciding; 0 where it is not said. */
  warnings?: number;
}

/** A step whose action changes nothing needs no undo; all others name theirs. */
export function step(
  action: Step['action'],
  options: { undo?: Step['undo']; deadlineMs: number; watched?: boolean },
): Step {
  return { action, undo: options.undo ?? [], deadlineMs: options.deadlineMs, watched: options.watched ?? false };
}

/** Who is watched where it is by a mark, what the versions are compared by, and what comes then where it does not go on by itself. */
interface WatchedTest {
  mark?: Mark;
  after?: AfterWatch;
  goal?: Goal;
  until?: 'result';
}

/** That copies are watched, and not a share of the traffic. */
interface WatchedCopies {
  copies: true;
}

/** What is watched of a flag. */
export interface WatchedFlag {
  flag: string;
  /** Whose members have just got it; absent where its share has changed. */
  segment?: string;
  /** Where those with it are compared with those without: by what, until when, and what comes then. */
  goal?: Goal;
  until?: 'result';
  after?: AfterWatch;
}

/**
 * Room for one look at the cluster after the time that is baked anyway.
 * @param of whose share is watched; without it, it is the traffic's
 */
export function bakeStep(
  percent: number,
  forMs: number,
  target: Target,
  of?: WatchedFlag | WatchedCopies | WatchedTest,
): Step {
  return watchStep({ kind: 'bake', percent, forMs, ...of }, target);
}

/** A step that watches for its time: with room for questions, a pause, and figures that come late. */
export function watchStep(action: Extract<Step['action'], { forMs: number }>, target: Target): Step {
  const slackMs = target.limits.holdMs + target.limits.pauseMs + target.analysis.patienceMs;
  return step(action, { deadlineMs: action.forMs + slackMs, watched: true });
}

/** Rough: what is baked, plus a few seconds for each pod that must come up. */
export function estimateMs(steps: Plan['steps']): number {
  return steps.reduce((sum, { action }) => sum + facetsOf(action).estimateMs(action), 0);
}
