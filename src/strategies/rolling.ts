import { z } from 'zod';
import { field, trafficShare } from '../config/fields.ts';
import type { Step } from '../domain/plan.ts';
import { bake, keptBakeMs, usualBakeMs } from './bake.ts';
import { planIdle } from './idle.ts';
import { bakeStep, type Outline, type PlanInput, step } from './planner.ts';
import { rolledAtOnce } from './quick-back.ts';
import { strategyKind } from './strategy.ts';

const kind = z.literal('rolling');

const partitions = z
  .array(
    z.union(
      [
        z.strictObject({
          percent: trafficShare.meta({ description: 'Share of the pods that run the new version.', examples: [25] }),
          bake,
        }),
        z.strictObject({
          pods: z
            .number()
            .int()
            .min(1)
            .meta({ description: 'How many pods run the new version.', examples: [1] }),
          bake,
        }),
      ],
      { error: 'expected {percent: 25, bake: 2m} or {pods: 1, bake: 2m}' },
    ),
    { error: 'expected a list of partitions such as {pods: 1, bake: 2m}' },
  )
  .min(1, { error: 'name at least one partition' });

const kept = z.object({ bakeMs: keptBakeMs });
const settings = z.object({
  kind,
  /** Absent where Kubernetes rolls all pods in one go. */
  partitions: z
    .array(
      z.union([
        kept.extend({ percent: z.number().min(1).max(100) }),
        kept.extend({ pods: z.number().int().positive() }),
      ]),
    )
    .min(1)
    .exactOptional(),
  bakeMs: keptBakeMs,
});
type Rolling = z.infer<typeof settings>;

/** Stable takes the image and Kubernetes rolls it, watched to the end and for a while after. */
export const rolling = strategyKind({
  kind: kind.value,
  schema: z
    .strictObject({
      kind,
      partitions: field(
        partitions,
        'Of a StatefulSet: how many of its pods get the new version, from the highest ordinal down, each time watched for its `bake` before the next ones do. All others follow.',
      ),
      bake,
    })
    .meta({ description: 'Kubernetes rolls the workload; it is watched to the end and for `bake` longer.' }),
  settings,
  toDomain(written) {
    const stages = written.partitions?.map(({ bake: baked, ...size }) => ({ ...size, bakeMs: baked ?? usualBakeMs }));
    return { kind: 'rolling', ...(stages && { partitions: stages }), bakeMs: written.bake ?? usualBakeMs };
  },
  dividesTraffic: false,
  handling: { clones: false, rolls: true },
  inStages: (strategy) => strategy.partitions !== undefined,
  needs: () => null,
  candidatePods: () => 0,
  bakeMs: ({ partitions: stages = [], bakeMs }) => stages.reduce((sum, stage) => sum + stage.bakeMs, bakeMs),
  quickBack: ({ bakeMs }) => [rolledAtOnce(bakeMs)],
  plan(input) {
    const { target, strategy, snapshot, from, to } = input;
    if (snapshot.replicas === 0) return planIdle({ target, from, to });
    return strategy.partitions === undefined ? inOneGo(input) : byPartitions(input);
  },
});

function inOneGo({ target, strategy, snapshot: { replicas }, from, to }: PlanInput<Rolling>): Outline {
  const deadlineMs = target.limits.readyMs;
  return {
    steps: [
      step(
        { kind: 'workload.update', image: to.image, replicas },
        {
          undo: [{ kind: 'workload.update', image: from.image, replicas }, { kind: 'verify.clean' }],
          deadlineMs,
          watched: true,
        },
      ),
      bakeStep(100, strategy.bakeMs, target),
      step({ kind: 'verify.clean' }, { deadlineMs }),
    ],
    notes: [],
  };
}

/** Whatever the partition, the old image takes the pods back that have the new one: no other has. */
function byPartitions(input: PlanInput<Rolling>): Outline {
  const { target, snapshot, from, to } = input;
  const { replicas, held: before = 0 } = snapshot;
  const deadlineMs = target.limits.readyMs;
  const stages = stagesOf(input);
  const steps = stages.flatMap(({ pods, bakeMs }, index): Step[] => {
    const more = pods - (stages[index - 1]?.pods ?? 0);
    return [
      step(
        { kind: 'workload.partition', image: to.image, pods, replicas, more, before },
        {
          undo: [{ kind: 'workload.update', image: from.image, replicas }, { kind: 'verify.clean' }],
          deadlineMs,
          watched: true,
        },
      ),
      bakeStep(Math.round((1000 * pods) / replicas) / 10, bakeMs, target),
    ];
  });
  return { steps: [...steps, step({ kind: 'verify.clean' }, { deadlineMs })], notes: notesOn(input, stages) };
}

interface Stage {
  pods: number;
  bakeMs: number;
}

/** One that brings no pod more lengthens the watch before it; the last one has all pods. */
function stagesOf({ strategy, snapshot: { replicas } }: PlanInput<Rolling>): Stage[] {
  const stages: Stage[] = [];
  const all = { pods: replicas, bakeMs: strategy.bakeMs };
  for (const each of [...(strategy.partitions ?? []), all]) {
    const wanted = 'pods' in each ? each.pods : Math.ceil((replicas * each.percent) / 100);
    const pods = Math.min(wanted, replicas);
    const last = stages.at(-1);
    if (last && last.pods >= pods) last.bakeMs += each.bakeMs;
    else stages.push({ pods, bakeMs: each.bakeMs });
  }
  return stages;
}

function notesOn({ strategy, target }: PlanInput<Rolling>, stages: readonly Stage[]): string[] {
  const asked = (strategy.partitions?.length ?? 0) + 1;
  if (stages.length === asked) return [];
  const pods = stages.at(-1)?.pods ?? 0;
  return [
    `${target.service} has ${pods === 1 ? 'one pod' : `${pods} pods`}: ${asked} partitions become ${stages.length}.`,
  ];
}
