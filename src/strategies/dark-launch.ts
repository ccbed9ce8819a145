import { z } from 'zod';
import { field, podShare, requestShare } from '../config/fields.ts';
import type { Step } from '../domain/plan.ts';
import { byMirror, unableTo } from '../domain/route.ts';
import { canary } from './canary.ts';
import {
  bakedMs,
  candidateSteps,
  exactStages,
  growingSteps,
  kept,
  keptShares,
  keptSteps,
  promotionSteps,
  shares,
  stageSteps,
  tidySteps,
} from './canary-stages.ts';
import { copySteps, handledTwice } from './copies.ts';
import { type Outline, type PlanInput, step } from './planner.ts';
import { movedAtOnce } from './quick-back.ts';
import { nothingToCompare, strategyKind } from './strategy.ts';

const kind = z.literal('dark-launch');

const writtenCopies = growingSteps(requestShare, 'Share of the requests that are copied.');
const usualCopies = [10, 100].map((percent) => ({ percent, bake: '5m' }));
const usualSize = 100;

const schema = z
  .strictObject({
    kind,
    size: field(podShare, 'Pods of the new version, in percent of those of stable.', usualSize),
    steps: field(
      writtenCopies,
      'Shares of the requests that are copied, growing, each watched for its `bake`.',
      usualCopies,
    ),
    next: field(
      z.enum(['canary', 'stop'], { error: 'expected canary or stop' }),
      '`canary`: the new version takes a growing share of the traffic then. `stop`: it goes again, and is not brought in.',
      'canary',
    ),
    shares: shares.meta({ description: 'Shares of the traffic after that, where `next` is `canary`.' }),
  })
  .superRefine(({ next, shares: written }, context) => {
    if (next !== 'stop' || written === undefined) return;
    const message = 'nothing takes a share of the traffic where next is stop: leave it out, or write next: canary';
    context.addIssue({ code: 'custom', path: ['shares'], message });
  })
  .meta({ description: 'A second workload gets copies of requests, whose answers are thrown away.' });

const settings = z.object({
  kind,
  /** Pods of the candidate, in percent of stable's. */
  size: z.number().min(1).max(100),
  steps: keptSteps,
  /** Of the canary that comes then; null where the candidate goes again. */
  shares: keptSteps.nullable(),
});
type DarkLaunch = z.infer<typeof settings>;

/** The candidate gets copies of requests and nothing else; then it takes over by a canary, or goes again. */
export const darkLaunch = strategyKind({
  kind: kind.value,
  schema,
  settings,
  toDomain: ({ kind, size = usualSize, steps, next, shares: written }) => ({
    kind,
    size,
    steps: kept(steps ?? writtenCopies.parse(usualCopies)),
    shares: next === 'stop' ? null : keptShares(written),
  }),
  dividesTraffic: true,
  handling: { clones: true, rolls: true },
  needs(traits, workload, { shares }) {
    const unable = unableTo(byMirror(100), traits);
    if (unable) return { detail: unable, remedy: 'choose a router that can copy requests, or use "with canary"' };
    if (shares === null && workload.database !== undefined) {
      const detail = `a release changes database ${workload.database}, and here nothing would be left that needs the change`;
      return { detail, remedy: 'write next: canary, or use "with canary"' };
    }
    return nothingToCompare(workload);
  },
  candidatePods: (_traits, replicas, { size, shares }) => (shares === null ? podsOf(size, replicas) : replicas),
  bakeMs: ({ steps, shares }) => bakedMs(steps) + bakedMs(shares ?? []),
  // A part of the requests may take more of a router than all of them.
  routes: ({ steps }) => [...new Set([steps.at(0), steps.at(-1)].flatMap((each) => each?.percent ?? []))].map(byMirror),
  wayBack: ({ shares }) => ({ kind: canary.kind, steps: shares ?? keptShares(undefined) }),
  quickBack: ({ steps }) => movedAtOnce(bakedMs(steps)),
  plan: planDarkLaunch,
});

function podsOf(size: number, replicas: number): number {
  return Math.max(1, Math.ceil((replicas * size) / 100));
}

function planDarkLaunch(input: PlanInput<DarkLaunch>): Outline {
  const { target, strategy, snapshot, precision, to } = input;
  const replicas = Math.max(1, snapshot.replicas);
  const pods = podsOf(strategy.size, replicas);
  const dark = [...candidateSteps(input, pods), ...copySteps(strategy.steps, pods, target)];
  const twice = handledTwice(input);
  if (strategy.shares === null) {
    const goes = `${to.version} goes again at the end, and nothing will run it.`;
    return { steps: [...dark, ...goneSteps(target)], notes: [twice, goes], warnings: 1 };
  }
  const stages = exactStages(strategy.shares, replicas).map((stage) => ({
    ...stage,
    replicas: Math.max(pods, stage.replicas),
  }));
  const around = { target, precision, replicas };
  const steps = [...dark, ...stageSteps(stages, pods, around), ...promotionSteps(input, replicas)];
  return { steps, notes: [twice], warnings: 1 };
}

/** Stable has not been touched: nothing of the candidate is left. */
function goneSteps(target: PlanInput['target']): Step[] {
  return [step({ kind: 'traffic.unmirror' }, { deadlineMs: target.limits.readyMs }), ...tidySteps(target)];
}
