import { type Plan, planFormat, type Step } from '../domain/plan.ts';
import type { Strategy, Target } from '../domain/target.ts';
import { trainKind, usualTrain } from '../domain/train.ts';
import type { Version } from '../domain/version.ts';
import { estimateMs, step } from './planner.ts';

/** A version that is to go through several environments, one after the other. */
export interface TrainInput {
  /** The environments that get it, in this order. */
  targets: readonly [Target, ...Target[]];
  /** Only where the person chose one for all of them. */
  strategy: Strategy | null;
  /** What the last of them runs. */
  from: Version;
  to: Version;
  /** Desired pods there. */
  replicas: number;
  runningSince: number | null;
  notes: readonly string[];
}

/**
 * The plan of a train: in each environment a release of its own, which makes its plan, and asks its gates and its approvers, when
 * it comes to that; between two of them the version soaks. Pure.
 */
export function makeTrainPlan({ targets, strategy, from, to, replicas, runningSince, notes }: TrainInput): Plan {
  const last = targets.at(-1) ?? targets[0];
  const { onFailure } = last.train ?? usualTrain;
  const steps = targets.flatMap((target) => [
    runIn(target, strategy, to.version, onFailure === 'stop'),
    ...(target === last ? [] : soakIn(target, to.version)),
  ]);
  return {
    format: planFormat,
    strategy: trainKind,
    target: onlyAsPlace(last, steps),
    from,
    to,
    train: { kind: 'environments', stages: targets.map(({ environment }) => environment), onFailure },
    replicas,
    runningSince,
    steps,
    estimateMs: estimateMs(steps),
    notes: [...notes],
  };
}

function runIn(target: Target, chosen: Strategy | null, version: string, stays: boolean): Step {
  const { service, environment, approval } = target;
  const { kind } = chosen ?? target.strategy;
  const place = { service, environment, version };
  return step(
    { kind: 'release.run', ...place, strategy: kind, approvals: approval.required },
    { undo: [{ kind: 'release.back', ...place, stays }], deadlineMs: longestOf(target) },
  );
}

function soakIn(target: Target, version: string): Step[] {
  const { service, environment, limits } = target;
  const { soakMs: forMs } = target.train ?? usualTrain;
  if (forMs === 0) return [];
  const deadlineMs = forMs + limits.pauseMs + limits.holdMs;
  return [step({ kind: 'release.soak', service, environment, version, forMs }, { deadlineMs })];
}

/** A release ends by its own deadlines; this is for one that does not. Waiting for another in its place is within it. */
function longestOf({ approval, limits }: Target): number {
  return approval.expiresMs + 2 * limits.totalMs + limits.holdMs;
}

/**
 * The train changes nothing in the place itself: what is asked there, and what moves there, is the matter of its release. So
 * whoever looks at the train's plan finds nothing of it.
 */
function onlyAsPlace(target: Target, steps: readonly Step[]): Target {
  const { migration: _migration, releaseFlags: _flags, configuration: _configuration, gates: _gates, ...rest } = target;
  const totalMs = steps.reduce((sum, { deadlineMs }) => sum + deadlineMs, 0);
  return {
    ...rest,
    approval: { ...target.approval, required: 0 },
    limits: { ...target.limits, totalMs: Math.max(1, totalMs) },
  };
}
