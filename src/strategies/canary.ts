import type { Action } from '../actions/index.ts';
import type { Step } from '../domain/plan.ts';
import type { Strategy } from '../domain/target.ts';
import { bakeStep, type Planner, step } from './planner.ts';

type Canary = Extract<Strategy, { kind: 'canary' }>;

interface Stage {
  percent: number;
  replicas: number;
  bakeMs: number;
}

/**
 * The candidate grows with its share of the traffic; then stable takes the image while the candidate carries
 * everything, the traffic returns, and the candidate goes.
 */
export const planCanary: Planner<Canary> = (input) => {
  const { target, snapshot, precision, to, from } = input;
  const replicas = Math.max(1, snapshot.replicas);
  const stages = precision === 'exact' ? exactStages(input.strategy, replicas) : podStages(input.strategy, replicas);
  const readyMs = target.limits.readyMs;
  const restore: Action = { kind: 'traffic.restore', replicas };
  const steps: Step[] = [
    step({ kind: 'route.prepare' }, { undo: [{ kind: 'route.clean' }, { kind: 'verify.clean' }], deadlineMs: readyMs }),
    step(
      { kind: 'candidate.start', replicas: stages[0]?.replicas ?? 1 },
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
};

function stageSteps(
  stage: Stage,
  before: Stage | undefined,
  restore: Action,
  target: Parameters<typeof bakeStep>[2],
): Step[] {
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
