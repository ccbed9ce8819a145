import type { Step } from '../domain/plan.ts';
import type { Strategy, Target } from '../domain/target.ts';
import { type TrainSettings, usualTrain } from '../domain/train.ts';
import { step } from './planner.ts';

/** One environment or place of a train. */
export interface Stage {
  target: Target;
  /** It asks for no approval of its own where a place of its environment was approved before in this train. */
  approvedBefore: boolean;
}

/** What gets the version side by side: most often one alone. */
export type Ring = readonly [Stage, ...Stage[]];

interface About {
  /** Only where the person chose one for all of them. */
  strategy: Strategy | null;
  version: string;
  onFailure: TrainSettings['onFailure'];
  sideBySide: number;
}

/** The steps of one ring: its releases, and, but for the last ring, how long the version is in before the next gets it. */
export function ringSteps(ring: Ring, about: About, isLast: boolean): Step[] {
  const [first, ...others] = ring;
  const releases = others.length === 0 ? runIn(first, about) : runRing(ring, about);
  return [releases, ...(isLast ? [] : soakIn(ring, about.version))];
}

function runIn({ target, approvedBefore }: Stage, { strategy, version, onFailure }: About): Step {
  const { service, environment } = target;
  const place = { service, environment, version };
  const stays = onFailure === 'stop';
  return step(
    { kind: 'release.run', ...place, ...askedIn({ target, approvedBefore }, strategy) },
    { undo: [{ kind: 'release.back', ...place, stays }], deadlineMs: longestOf(target) },
  );
}

function runRing(ring: Ring, { strategy, version, onFailure, sideBySide }: About): Step {
  const [{ target }] = ring;
  const { service } = target;
  const environments = ring.map((each) => each.target.environment);
  const places = ring.map((each) => ({ environment: each.target.environment, ...askedIn(each, strategy) }));
  const longest = Math.max(...ring.map((each) => longestOf(each.target)));
  return step(
    { kind: 'release.ring', service, version, places, sideBySide, onFailure },
    {
      undo: [{ kind: 'release.ring-back', service, environments, version, stays: onFailure === 'stop' }],
      deadlineMs: longest * Math.ceil(ring.length / sideBySide),
    },
  );
}

/** What people are told of its release before it has a plan. */
function askedIn({ target, approvedBefore }: Stage, chosen: Strategy | null) {
  const { kind: strategy } = chosen ?? target.strategy;
  return {
    strategy,
    approvals: target.approval.required,
    ...(approvedBefore ? { approvedBefore: true as const } : {}),
  };
}

function soakIn(ring: Ring, version: string): Step[] {
  const [{ target }, ...others] = ring;
  const { service, environment, limits } = target;
  const forMs = Math.max(...ring.map((each) => (each.target.train ?? usualTrain).soakMs));
  if (forMs === 0) return [];
  const beside = others.map((each) => each.target.environment);
  const deadlineMs = forMs + limits.pauseMs + limits.holdMs;
  const soak = { service, environment, version, forMs, ...(beside.length > 0 ? { beside } : {}) };
  return [step({ kind: 'release.soak', ...soak }, { deadlineMs })];
}

/** A release ends by its own deadlines; this is for one that does not. Waiting for another in its place is within it. */
export function longestOf({ approval, limits }: Target): number {
  return approval.expiresMs + 2 * limits.totalMs + limits.holdMs;
}
