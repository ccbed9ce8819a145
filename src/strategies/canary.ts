import { z } from 'zod';
import type { Action } from '../actions/index.ts';
import { field, trafficShare } from '../config/fields.ts';
import type { Step } from '../domain/plan.ts';
import { bake, keptBakeMs, usualBakeMs } from './bake.ts';
import { bakeStep, type Outline, type PlanInput, step } from './planner.ts';
import { strategyKind } from './strategy.ts';

const kind = z.literal('canary');

const usualSteps = [1, 5, 25, 50, 100].map((percent) => ({ percent, bake: '2m' }));

const steps = z
  .array(
    z.strictObject({
      percent: trafficShare.meta({ description: 'Share of the traffic for the new version.', examples: [5] }),
      bake,
    }),
    { error: 'expected a list of steps such as {percent: 5, bake: 2m}' },
  )
  .min(1, { error: 'name at least one step' })
  .superRefine((all, context) => {
    all.forEach((step, index) => {
      const before = all[index - 1];
      if (before === undefined || step.percent > before.percent) return;
      const message = `expected more than the ${before.percent} of the step before`;
      context.addIssue({ code: 'custom', path: [index, 'percent'], message });
    });
  });

const settings = z.object({
  kind,
  /** Shares of the traffic, growing, each held for `bakeMs` while it is watched. */
  steps: z.array(z.object({ percent: z.number().min(1).max(100), bakeMs: keptBakeMs })).min(1),
});
type Canary = z.infer<typeof settings>;

/** A second workload takes a growing share of the traffic before stable takes the image. */
export const canary = strategyKind({
  kind: kind.value,
  schema: z
    .strictObject({
      kind,
      steps: field(steps, 'Shares of the traffic, growing, each watched for its `bake`.', usualSteps),
    })
    .meta({ description: 'A second Deployment takes a growing share of the traffic.' }),
  settings,
  toDomain(written) {
    const list = written.steps ?? steps.parse(usualSteps);
    return { kind: written.kind, steps: list.map(({ percent, bake }) => ({ percent, bakeMs: bake ?? usualBakeMs })) };
  },
  dividesTraffic: true,
  handling: { clones: true, rolls: true },
  needs(_traits, { title, replicas }) {
    if (replicas > 0) return null;
    return {
      detail: `${title} is scaled to 0: there is nothing to compare with`,
      remedy: 'scale it up first, or use "with rolling" or "with recreate", which set the image and leave it at 0',
    };
  },
  candidatePods({ precision }, replicas, strategy) {
    return precision === 'exact' ? replicas : (podStages(strategy, replicas).at(-1)?.replicas ?? 0);
  },
  bakeMs: (strategy) => strategy.steps.reduce((sum, { bakeMs }) => sum + bakeMs, 0),
  plan: planCanary,
});

interface Stage {
  percent: number;
  replicas: number;
  bakeMs: number;
}

/**
 * The candidate grows with its share of the traffic; then stable takes the image while the candidate carries
 * everything, the traffic returns, and the candidate goes.
 */
function planCanary(input: PlanInput<Canary>): Outline {
  const { target, snapshot, precision, to, from } = input;
  const replicas = Math.max(1, snapshot.replicas);
  const stages = precision === 'exact' ? exactStages(input.strategy, replicas) : podStages(input.strategy, replicas);
  const readyMs = target.limits.readyMs;
  const apart = snapshot.apart === undefined ? {} : { apart: snapshot.apart };
  const restore: Action = { kind: 'traffic.restore', replicas };
  const steps: Step[] = [
    step({ kind: 'route.prepare' }, { undo: [{ kind: 'route.clean' }, { kind: 'verify.clean' }], deadlineMs: readyMs }),
    step(
      { kind: 'candidate.start', replicas: stages[0]?.replicas ?? 1, ...apart },
      { undo: [{ kind: 'candidate.remove' }], deadlineMs: readyMs, watched: true },
    ),
    ...stages.flatMap((stage, index) => stageSteps(stage, stages[index - 1], restore, target)),
    ...(precision === 'exact' ? carryAll(stages.at(-1), replicas, restore, readyMs) : []),
    step(
      { kind: 'workload.update', image: to.image, replicas },
      { undo: [{ kind: 'workload.update', image: from.image, replicas }], deadlineMs: readyMs, watched: true },
    ),
    step({ kind: 'traffic.restore', replicas }, { deadlineMs: readyMs, undo: [] }),
    step({ kind: 'candidate.remove' }, { deadlineMs: readyMs }),
    step({ kind: 'route.clean' }, { deadlineMs: readyMs }),
    step({ kind: 'verify.clean' }, { deadlineMs: readyMs }),
  ];
  return { steps, notes: precision === 'exact' ? [] : podNotes(input.strategy, stages) };
}

function stageSteps(stage: Stage, before: Stage | undefined, restore: Action, target: PlanInput['target']): Step[] {
  const deadlineMs = target.limits.readyMs;
  const { percent, replicas } = stage;
  const grow =
    before && before.replicas < replicas
      ? [
          step(
            { kind: 'candidate.scale', replicas },
            { undo: [{ kind: 'candidate.remove' }], deadlineMs, watched: true },
          ),
        ]
      : [];
  return [
    ...grow,
    step({ kind: 'traffic.shift', percent, replicas }, { undo: [restore], deadlineMs, watched: true }),
    bakeStep(percent, stage.bakeMs, target),
  ];
}

/** Before stable is rolled, the candidate carries everything at full size, also where the last stage is below 100 %. */
function carryAll(last: Stage | undefined, replicas: number, restore: Action, deadlineMs: number): Step[] {
  if (last?.percent === 100) return [];
  const undo = [{ kind: 'candidate.remove' as const }];
  return [
    step({ kind: 'candidate.scale', replicas }, { undo, deadlineMs, watched: true }),
    step({ kind: 'traffic.shift', percent: 100, replicas }, { undo: [restore], deadlineMs, watched: true }),
  ];
}

function exactStages(strategy: Canary, replicas: number): Stage[] {
  return strategy.steps.map(({ percent, bakeMs }) => ({
    percent,
    bakeMs,
    replicas: Math.max(1, Math.ceil((replicas * percent) / 100)),
  }));
}

/**
 * Without a router the share is candidate pods of all pods. Stable keeps its full size all along, so that going back
 * needs no new pods; half of the pods is then the most the candidate can have before stable takes the image.
 */
function podStages(strategy: Canary, replicas: number): Stage[] {
  const stages: Stage[] = [];
  for (const { percent, bakeMs } of strategy.steps) {
    const wanted = percent >= 50 ? replicas : Math.max(1, Math.floor((replicas * percent) / (100 - percent)));
    const share = Math.round((1000 * wanted) / (wanted + replicas)) / 10;
    const last = stages.at(-1);
    if (last && last.replicas >= wanted) last.bakeMs += bakeMs;
    else stages.push({ percent: share, replicas: wanted, bakeMs });
  }
  return stages;
}

function podNotes(strategy: Canary, stages: Stage[]): string[] {
  const asked = strategy.steps.map((stage) => stage.percent).join(' → ');
  const got = stages.map((stage) => stage.percent).join(' → ');
  return [`No traffic router: shares are those of the pods (${got} % for ${asked} %).`];
}
