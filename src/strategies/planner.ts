import { facetsOf } from '../actions/facets.ts';
import type { Plan, Step } from '../domain/plan.ts';
import type { Strategy, Target } from '../domain/target.ts';
import type { Version } from '../domain/version.ts';
import type { FlagToMove } from './with-flags.ts';

/** The cluster as it was when the plan was asked for. */
export interface Snapshot {
  /** Image reference that stable runs now. */
  image: string;
  /** Desired replicas of stable. */
  replicas: number;
  /** When stable's present version was rolled out (ms since epoch), where known. */
  runningSince: number | null;
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
  /** `exact` routers take any weight; with `pods` the share is that of the ready pods. */
  precision: 'exact' | 'pods';
  /** Feature flags that move with it. */
  flags?: readonly FlagToMove[];
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

/**
 * Room for one look at the cluster after the time that is baked anyway.
 * @param flag whose share is watched; without one, it is the traffic's
 */
export function bakeStep(percent: number, forMs: number, target: Target, flag?: string): Step {
  const slack = target.limits.holdMs + target.limits.pauseMs + target.analysis.patienceMs;
  const action = { kind: 'bake' as const, percent, forMs, ...(flag === undefined ? {} : { flag }) };
  return step(action, { deadlineMs: forMs + slack, watched: true });
}

/** Rough: what is baked, plus a few seconds for each pod that must come up. */
export function estimateMs(steps: Plan['steps']): number {
  return steps.reduce((sum, { action }) => sum + facetsOf(action).estimateMs(action), 0);
}
