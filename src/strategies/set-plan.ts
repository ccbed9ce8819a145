import { type Plan, planFormat, type Step } from '../domain/plan.ts';
import type { Target } from '../domain/target.ts';
import { trainKind } from '../domain/train.ts';
import { counted } from '../words/format.ts';
import { estimateMs, step } from './planner.ts';
import { onlyAsPlace } from './train-plan.ts';
import { longestOf } from './train-steps.ts';

/** The first plan of the release of one service, as it is made with the set. */
export type SetStage = Pick<Plan, 'target' | 'strategy' | 'from' | 'to' | 'replicas' | 'estimateMs'>;

/** Services that are released together. */
export interface SetInput {
  /** What is called by the name of the set: its channel, who steers it, whom its alerts call. */
  target: Target;
  /** In the order in which they are released. */
  stages: readonly [SetStage, ...SetStage[]];
  /** They go back to what ran before the set. */
  back: boolean;
  notes: readonly string[];
}

/**
 * The plan of a set: a release for each service, one after the other, all or none. Each of them plans anew, and asks its gates and
 * its approvers, when it comes to that. What goes back is not released again where a later one fails. Pure.
 */
export function makeSetPlan({ target, stages, back, notes }: SetInput): Plan {
  const steps = stages.map((stage) => runOf(stage, back));
  const what = counted(stages.length, 'service');
  return {
    format: planFormat,
    strategy: trainKind,
    target: onlyAsPlace(target, steps),
    // There is no single version, and no image, of a set.
    from: { version: 'the versions before', image: '' },
    to: { version: what, image: '' },
    train: {
      kind: 'set',
      stages: stages.map((stage) => stage.target.service),
      onFailure: back ? 'stop' : 'rollback',
      ...(back ? { back } : {}),
    },
    replicas: stages.reduce((sum, { replicas }) => sum + replicas, 0),
    runningSince: null,
    steps,
    estimateMs: estimateMs(steps),
    notes: [...notes],
  };
}

function runOf({ target, strategy, from, to, estimateMs: takesMs }: SetStage, back: boolean): Step {
  const { service, environment, approval } = target;
  const place = { service, environment, version: to.version, from: from.version, ...(back ? { backwards: back } : {}) };
  return step(
    { kind: 'release.run', ...place, strategy, approvals: approval.required, takesMs },
    { undo: [{ kind: 'release.back', ...place, stays: back }], deadlineMs: longestOf(target) },
  );
}

/** What is called by the name of a set: told where its last service is, and to whom any of them concerns. */
export function targetOfSet(name: string, channel: string | null, targets: readonly [Target, ...Target[]]): Target {
  const last = targets.at(-1) ?? targets[0];
  return {
    ...last,
    service: name,
    channel: channel ?? last.channel,
    protected: targets.some((target) => target.protected),
    mention: [...new Set(targets.flatMap(({ mention }) => mention))],
    links: {},
  };
}
