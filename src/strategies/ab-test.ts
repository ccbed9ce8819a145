import { z } from 'zod';
import type { Action } from '../actions/index.ts';
import { field, podShare, someTime } from '../config/fields.ts';
import { byMark, type Mark, markSchema, unableTo } from '../domain/route.ts';
import { keptBakeMs } from './bake.ts';
import { canary } from './canary.ts';
import { candidateSteps, keptShares, promotionSteps, stageSteps } from './canary-stages.ts';
import { writtenMark } from './mark.ts';
import { bakeStep, type Outline, type PlanInput, step } from './planner.ts';
import { nothingToCompare, strategyKind } from './strategy.ts';

const kind = z.literal('ab-test');

const usualMark: Mark = { in: 'header', name: 'x-ab', value: 'b' };
const usualDuration = '1h';
const usualSize = 100;

const schema = z
  .strictObject({
    kind,
    match: field(
      writtenMark,
      'Requests that reach the new version (B): a header, a cookie or a parameter, and its value.',
      {
        header: usualMark.name,
        value: usualMark.value,
      },
    ),
    size: field(podShare, 'Pods of the new version, in percent of those of stable.', usualSize),
    duration: field(someTime, 'How long both versions run side by side.', usualDuration),
    'without-result': field(
      z.enum(['a', 'b', 'ask'], { error: 'expected a, b or ask' }),
      'What comes after that where nobody has ended it: `a`: the old version stays. `b`: the new one comes in. `ask`: a person says.',
      'ask',
    ),
  })
  .meta({ description: 'Requests with a mark reach a second workload (B), all others stay on the old version (A).' });

const settings = z.object({
  kind,
  mark: markSchema,
  /** Pods of the candidate, in percent of stable's. */
  size: z.number().min(1).max(100),
  durationMs: keptBakeMs,
  withoutResult: z.enum(['a', 'b', 'ask']),
});
type AbTest = z.infer<typeof settings>;

/** Whoever carries a mark meets the candidate for a time; then it takes over, or goes. */
export const abTest = strategyKind({
  kind: kind.value,
  schema,
  settings,
  toDomain: (written) => ({
    kind: written.kind,
    mark: written.match ?? usualMark,
    size: written.size ?? usualSize,
    durationMs: written.duration ?? someTime.parse(usualDuration),
    withoutResult: written['without-result'] ?? 'ask',
  }),
  dividesTraffic: true,
  handling: { clones: true, rolls: true },
  needs(traits, workload, { mark }) {
    const unable = unableTo(byMark(mark), traits);
    if (unable)
      return { detail: unable, remedy: 'choose a router that can, mark them in another way, or use "with canary"' };
    return nothingToCompare(workload);
  },
  candidatePods: (_traits, replicas) => replicas,
  bakeMs: ({ durationMs }) => durationMs,
  routes: ({ mark }) => [byMark(mark)],
  wayBack: () => ({ kind: canary.kind, steps: keptShares(undefined) }),
  plan: planAbTest,
});

function planAbTest(input: PlanInput<AbTest>): Outline {
  const { target, strategy, snapshot, precision } = input;
  const { mark, durationMs, withoutResult } = strategy;
  const replicas = Math.max(1, snapshot.replicas);
  const pods = Math.max(1, Math.ceil((replicas * strategy.size) / 100));
  const restore: Action = { kind: 'traffic.restore', replicas };
  const deadlineMs = target.limits.readyMs;
  const steps = [
    ...candidateSteps(input, pods),
    step({ kind: 'traffic.match', mark, replicas: pods }, { undo: [restore], deadlineMs, watched: true }),
    bakeStep(0, durationMs, target, { mark, ...(withoutResult === 'b' ? {} : { after: withoutResult }) }),
    ...stageSteps([], pods, { target, precision, replicas }),
    ...promotionSteps(input, replicas),
  ];
  return { steps, notes: [endOf(input)] };
}

function endOf({ strategy, from, to }: PlanInput<AbTest>): string {
  switch (strategy.withoutResult) {
    case 'a':
      return `At the end ${to.version} (B) goes again, unless somebody promotes it before.`;
    case 'b':
      return `At the end ${to.version} (B) comes in for everybody, unless somebody rolls it back before.`;
    case 'ask':
      return `At the end somebody is asked which stays: ${from.version} (A) or ${to.version} (B).`;
  }
}
