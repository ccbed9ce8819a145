import { z } from 'zod';
import { stickySchema } from '../domain/sticky.ts';
import {
  bakedMs,
  candidateSteps,
  exactStages,
  type KeptSteps,
  keptShares,
  keptSteps,
  promotionSteps,
  type Stage,
  shares,
  stageSteps,
} from './canary-stages.ts';
import type { Outline, PlanInput } from './planner.ts';
import { movedAtOnce } from './quick-back.ts';
import { keptSticky, lackOfSticky, stickyNote, stickyRoutes, tooShort, writtenSticky } from './sticky.ts';
import { nothingToCompare, strategyKind } from './strategy.ts';

const kind = z.literal('canary');

/** `sticky`: absent where every request is drawn by itself. */
const settings = z.object({ kind, steps: keptSteps, sticky: stickySchema.exactOptional() });
type Canary = z.infer<typeof settings>;

/** A second workload takes a growing share of the traffic before stable takes the image. */
export const canary = strategyKind({
  kind: kind.value,
  schema: z
    .strictObject({ kind, steps: shares, sticky: writtenSticky.optional() })
    .superRefine(({ steps, sticky }, context) => {
      const message = tooShort(sticky, bakedMs(keptShares(steps)));
      if (message !== null) context.addIssue({ code: 'custom', path: ['sticky', 'for'], message });
    })
    .meta({ description: 'A second Deployment takes a growing share of the traffic.' }),
  settings,
  toDomain: ({ kind, steps, sticky }) => ({
    kind,
    steps: keptShares(steps),
    ...(sticky ? { sticky: keptSticky(sticky) } : {}),
  }),
  dividesTraffic: true,
  handling: { clones: true, rolls: true },
  needs(traits, workload, { sticky }) {
    const lack = sticky ? lackOfSticky(traits) : null;
    if (traits.precision !== 'whole') return lack ?? nothingToCompare(workload);
    return {
      detail: 'its router moves all of the traffic or none, so a canary cannot get a share of it',
      remedy: 'use "with blue-green", or set another `traffic`',
    };
  },
  candidatePods({ precision }, replicas, { steps }) {
    return precision === 'exact' ? replicas : (podStages(steps, replicas).at(-1)?.replicas ?? 0);
  },
  bakeMs: ({ steps }) => bakedMs(steps),
  routes: ({ steps, sticky }) => (sticky ? stickyRoutes(steps, sticky) : []),
  quickBack: ({ steps }) => movedAtOnce(bakedMs(steps)),
  plan: planCanary,
});

/**
 * The candidate grows with its share of the traffic; then stable takes the image while the candidate carries
 * everything, the traffic returns, and the candidate goes.
 */
function planCanary(input: PlanInput<Canary>): Outline {
  const { target, snapshot, precision, strategy } = input;
  const replicas = Math.max(1, snapshot.replicas);
  const stages = precision === 'exact' ? exactStages(strategy.steps, replicas) : podStages(strategy.steps, replicas);
  const first = stages[0]?.replicas ?? 1;
  const steps = [
    ...candidateSteps(input, first),
    ...stageSteps(stages, first, { target, precision, replicas, sticky: strategy.sticky }),
    ...promotionSteps(input, replicas),
  ];
  const notes = strategy.sticky ? [stickyNote(strategy.sticky)] : [];
  return { steps, notes: precision === 'exact' ? notes : podNotes(strategy.steps, stages) };
}

/**
 * Without a router the share is candidate pods of all pods. Stable keeps its full size all along, so that going back
 * needs no new pods; half of the pods is then the most the candidate can have before stable takes the image.
 */
function podStages(steps: KeptSteps, replicas: number): Stage[] {
  const stages: Stage[] = [];
  for (const { percent, bakeMs } of steps) {
    const wanted = percent >= 50 ? replicas : Math.max(1, Math.floor((replicas * percent) / (100 - percent)));
    const share = Math.round((1000 * wanted) / (wanted + replicas)) / 10;
    const last = stages.at(-1);
    if (last && last.replicas >= wanted) last.bakeMs += bakeMs;
    else stages.push({ percent: share, replicas: wanted, bakeMs });
  }
  return stages;
}

function podNotes(steps: KeptSteps, stages: Stage[]): string[] {
  const asked = steps.map((stage) => stage.percent).join(' → ');
  const got = stages.map((stage) => stage.percent).join(' → ');
  return [`No traffic router: shares are those of the pods (${got} % for ${asked} %).`];
}
