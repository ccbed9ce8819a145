import { environmentOf } from '../domain/place.ts';
import { type Plan, planFormat, type Step } from '../domain/plan.ts';
import type { Strategy, Target } from '../domain/target.ts';
import { type TrainSettings, trainKind, usualTrain, type VersionTrain } from '../domain/train.ts';
import type { Version } from '../domain/version.ts';
import { estimateMs } from './planner.ts';
import { type Ring, ringSteps, type Stage } from './train-steps.ts';
import { trainKinds } from './trains/index.ts';

/** A version that is to go through several environments or places. */
export interface TrainInput {
  kind: VersionTrain;
  /** Where it goes, as the request names it. */
  named: string;
  /** The environments and places that get it, in this order. */
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
 * The plan of a train: in each environment or place a release of its own, which makes its plan, and asks its gates and its
 * approvers, when it comes to that; between two rings of them the version soaks. Pure.
 */
export function makeTrainPlan(input: TrainInput): Plan {
  const { kind, named, targets, strategy, from, to, replicas, runningSince, notes } = input;
  const last = targets.at(-1) ?? targets[0];
  const { onFailure, sideBySide = usualTrain.sideBySide }: TrainSettings = last.train ?? usualTrain;
  const stages = stagesOf(targets);
  const rings = ringsOf(stages);
  const about = { strategy, version: to.version, onFailure, sideBySide };
  const steps = rings.flatMap((ring) => ringSteps(ring, about, ring === rings.at(-1)));
  const common = { stages: targets.map(({ environment }) => environment), onFailure };
  return {
    format: planFormat,
    strategy: trainKind,
    target: onlyAsPlace({ ...last, environment: trainKinds[kind].shownAs(named, last) }, steps),
    from,
    to,
    train: trainKinds[kind].subject(named, common),
    replicas,
    runningSince,
    steps,
    estimateMs: estimateMs(steps),
    notes: [...notes, ...approvedTogether(stages)],
  };
}

/** Once a place is approved, that counts for the later ones of its environment. Those that ask by themselves are neither. */
function stagesOf(targets: readonly Target[]): Stage[] {
  const seen = new Set<string>();
  return targets.map((target) => {
    const environment = environmentOf(target.environment);
    const isAlike = target.place !== undefined && !target.place.asks;
    const approvedBefore = isAlike && seen.has(environment);
    if (isAlike) seen.add(environment);
    return { target, approvedBefore };
  });
}

/** Places that follow each other in the same ring of the same environment. */
function ringsOf(stages: readonly Stage[]): Ring[] {
  const rings: [Stage, ...Stage[]][] = [];
  for (const stage of stages) {
    const ring = rings.at(-1);
    if (ring && sharesRing(ring[0].target, stage.target)) ring.push(stage);
    else rings.push([stage]);
  }
  return rings;
}

function sharesRing(one: Target, other: Target): boolean {
  return (
    one.place !== undefined &&
    one.place.ring === other.place?.ring &&
    environmentOf(one.environment) === environmentOf(other.environment)
  );
}

/** Who approves the first of them shall know what else they approve. */
function approvedTogether(stages: readonly Stage[]): string[] {
  const together = stages.filter(({ target, approvedBefore }) => approvedBefore && target.approval.required > 0);
  if (together.length === 0) return [];
  const names = together.map(({ target }) => target.environment).join(', ');
  return [`no approval of its own for ${names}: the one before counts there, as long as the image is the same`];
}

/**
 * The train changes nothing in the place itself: what is asked there, and what moves there, is the matter of its release. So
 * whoever looks at the train's plan finds nothing of it.
 */
export function onlyAsPlace(target: Target, steps: readonly Step[]): Target {
  const { migration: _m, releaseFlags: _f, configuration: _c, gates: _g, place: _p, ...rest } = target;
  const totalMs = steps.reduce((sum, { deadlineMs }) => sum + deadlineMs, 0);
  return {
    ...rest,
    approval: { ...target.approval, required: 0 },
    limits: { ...target.limits, totalMs: Math.max(1, totalMs) },
  };
}
