import { z } from 'zod';
import type { Action } from '../actions/index.ts';
import { field, trafficShare } from '../config/fields.ts';
import type { Step } from '../domain/plan.ts';
import type { Sticky, StickyStep } from '../domain/sticky.ts';
import { bake, keptBakeMs, usualBakeMs } from './bake.ts';
import { bakeStep, type PlanInput, step } from './planner.ts';

/** Percentages (1 to 100) as they are written, growing, each with its bake. */
export function growingSteps(percent: typeof trafficShare, description: string) {
  return z
    .array(z.strictObject({ percent: percent.meta({ description, examples: [5] }), bake }), {
      error: 'expected a list of steps such as {percent: 5, bake: 2m}',
    })
    .min(1, { error: 'name at least one step' })
    .superRefine((all, context) => {
      all.forEach((step, index) => {
        const before = all[index - 1];
        if (before === undefined || step.percent > before.percent) return;
        const message = `expected more than the ${before.percent} of the step before`;
        context.addIssue({ code: 'custom', path: [index, 'percent'], message });
      });
    });
}

const writtenShares = growingSteps(trafficShare, 'Share of the traffic for the new version.');
const usualShares = [1, 5, 25, 50, 100].map((percent) => ({ percent, bake: '2m' }));

/** The shares of a canary as they are written. */
export const shares = field(writtenShares, 'Shares of the traffic, growing, each watched for its `bake`.', usualShares);

/** Growing percentages, each held for `bakeMs` while it is watched. */
export const keptSteps = z.array(z.object({ percent: z.number().min(1).max(100), bakeMs: keptBakeMs })).min(1);
export type KeptSteps = z.infer<typeof keptSteps>;

/** As written → as kept. */
export function kept(written: readonly { percent: number; bake?: number | undefined }[]): KeptSteps {
  return written.map(({ percent, bake }) => ({ percent, bakeMs: bake ?? usualBakeMs }));
}

/** The shares of a canary as they are kept. @param written none where the usual ones are meant */
export function keptShares(written: z.output<typeof shares>): KeptSteps {
  return kept(written ?? writtenShares.parse(usualShares));
}

/** How long steps are watched (ms). */
export function bakedMs(steps: KeptSteps): number {
  return steps.reduce((sum, { bakeMs }) => sum + bakeMs, 0);
}

/** A share of the traffic, and how many pods the candidate has for it. */
export interface Stage {
  percent: number;
  replicas: number;
  bakeMs: number;
}

type Around = Pick<PlanInput, 'target' | 'precision'> & {
  /** Pods of stable. */
  replicas: number;
  /** Users stay with the version that they have met. */
  sticky?: Sticky | undefined;
};

/**
 * The candidate grows with its share of the traffic, up to all of it.
 * @param pods how many the candidate has before
 */
export function stageSteps(stages: readonly Stage[], pods: number, around: Around): Step[] {
  const { target, precision, replicas, sticky } = around;
  const restore: Action = { kind: 'traffic.restore', replicas };
  const grown = stages.flatMap((stage, index) =>
    oneStage(stage, {
      pods: stages[index - 1]?.replicas ?? pods,
      restore,
      target,
      sticky: sticky && stage.percent < 100 ? { ...sticky, before: percentsOf(stages.slice(0, index)) } : undefined,
    }),
  );
  return precision === 'exact' ? [...grown, ...carryAll(stages.at(-1), replicas, restore, target)] : grown;
}

interface Before {
  pods: number;
  restore: Action;
  target: PlanInput['target'];
  sticky: StickyStep | undefined;
}

function percentsOf(stages: readonly Stage[]): number[] {
  return stages.map(({ percent }) => percent);
}

function oneStage({ percent, replicas, bakeMs }: Stage, { pods, restore, target, sticky }: Before): Step[] {
  const deadlineMs = target.limits.readyMs;
  const undo = [{ kind: 'candidate.remove' as const }];
  const grow =
    pods < replicas ? [step({ kind: 'candidate.scale', replicas }, { undo, deadlineMs, watched: true })] : [];
  return [...grow, shareStep({ percent, replicas, sticky }, restore, target), bakeStep(percent, bakeMs, target)];
}

interface Shared {
  percent: number;
  replicas: number;
  sticky?: StickyStep | undefined;
}

/** The candidate gets a share, and people can take it back. */
export function shareStep({ sticky, ...share }: Shared, restore: Action, { limits }: PlanInput['target']): Step {
  const action: Action = { kind: 'traffic.shift', ...share, ...(sticky ? { sticky } : {}) };
  return step(action, { undo: [restore], deadlineMs: limits.readyMs, watched: true });
}

/** Before stable is rolled, the candidate carries everything at full size, also where the last stage is below 100 %. */
function carryAll(last: Stage | undefined, replicas: number, restore: Action, target: PlanInput['target']): Step[] {
  if (last?.percent === 100) return [];
  const deadlineMs = target.limits.readyMs;
  const undo = [{ kind: 'candidate.remove' as const }];
  return [
    step({ kind: 'candidate.scale', replicas }, { undo, deadlineMs, watched: true }),
    shareStep({ percent: 100, replicas }, restore, target),
  ];
}

/** Stable takes the image while the candidate carries everything, the traffic returns, and the candidate goes. */
export function promotionSteps({ target, from, to }: Pick<PlanInput, 'target' | 'from' | 'to'>, replicas: number) {
  const deadlineMs = target.limits.readyMs;
  return [
    step(
      { kind: 'workload.update', image: to.image, replicas },
      { undo: [{ kind: 'workload.update', image: from.image, replicas }], deadlineMs, watched: true },
    ),
    step({ kind: 'traffic.restore', replicas }, { deadlineMs, undo: [] }),
    ...tidySteps(target),
  ];
}

/** The routes know the candidate, and it is there. */
export function candidateSteps({ target, snapshot }: Pick<PlanInput, 'target' | 'snapshot'>, replicas: number): Step[] {
  const deadlineMs = target.limits.readyMs;
  const apart = snapshot.apart === undefined ? {} : { apart: snapshot.apart };
  return [
    step({ kind: 'route.prepare' }, { undo: [{ kind: 'route.clean' }, { kind: 'verify.clean' }], deadlineMs }),
    step(
      { kind: 'candidate.start', replicas, ...apart },
      { undo: [{ kind: 'candidate.remove' }], deadlineMs, watched: true },
    ),
  ];
}

/** The candidate goes, and nothing of it is left. */
export function tidySteps({ limits }: PlanInput['target']): Step[] {
  const deadlineMs = limits.readyMs;
  return [
    step({ kind: 'candidate.remove' }, { deadlineMs }),
    step({ kind: 'route.clean' }, { deadlineMs }),
    step({ kind: 'verify.clean' }, { deadlineMs }),
  ];
}

/** Of a router that takes any weight. */
export function exactStages(steps: KeptSteps, replicas: number): Stage[] {
  return steps.map(({ percent, bakeMs }) => ({
    percent,
    bakeMs,
    replicas: Math.max(1, Math.ceil((replicas * percent) / 100)),
  }));
}
