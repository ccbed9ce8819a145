import { z } from 'zod';
import type { Action } from '../actions/index.ts';
import { field, podShare, someTime } from '../config/fields.ts';
import { goalSchema } from '../domain/goal.ts';
import { byMark, type Mark, markSchema, unableTo } from '../domain/route.ts';
import { keptBakeMs } from './bake.ts';
import { canary } from './canary.ts';
import { candidateSteps, keptShares, promotionSteps, stageSteps } from './canary-stages.ts';
import { writtenMark } from './mark.ts';
import { bakeStep, type Outline, type PlanInput, step } from './planner.ts';
import { nothingToCompare, strategyKind } from './strategy.ts';
import { writtenGoal } from './written-goal.ts';

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
    duration: field(someTime, 'How long both versions run side by side, at the longest.', usualDuration),
    goal: field(
      writtenGoal,
      'What the versions are compared by. At the end the one that is better by it stays; where neither is beyond doubt, it ends as `without-result` says.',
    ),
    until: field(
      z.enum(['duration', 'result'], { error: 'expected duration or result' }),
      '`result`: it is over as soon as one version is better by its `goal` beyond doubt. Looking often makes no false winners.',
      'duration',
    ),
    'without-result': field(
      z.enum(['a', 'b', 'ask'], { error: 'expected a, b or ask' }),
      'What comes after that without a result, and where nobody has ended it: `a`: the old version stays. `b`: the new one comes in. `ask`: a person says.',
      'ask',
    ),
  })
  .refine(({ until, goal }) => until !== 'result' || goal !== undefined, {
    path: ['until'],
    error: '`result` needs a `goal` by which the versions are compared',
  })
  .meta({ description: 'Requests with a mark reach a second workload (B), all others stay on the old version (A).' });

const settings = z.object({
  kind,
  mark: markSchema,
  /** Pods of the candidate, in percent of stable's. */
  size: z.number().min(1).max(100),
  durationMs: keptBakeMs,
  goal: goalSchema.nullable().default(null),
  until: z.enum(['duration', 'result']).default('duration'),
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
    goal: written.goal ?? null,
    until: written.until ?? 'duration',
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
  goal: ({ goal }) => goal,
  wayBack: () => ({ kind: canary.kind, steps: keptShares(undefined) }),
  plan: planAbTest,
});

function planAbTest(input: PlanInput<AbTest>): Outline {
  const { target, strategy, snapshot, precision } = input;
  const { mark, durationMs, withoutResult, goal, until } = strategy;
  const replicas = Math.max(1, snapshot.replicas);
  const pods = Math.max(1, Math.ceil((replicas * strategy.size) / 100));
  const restore: Action = { kind: 'traffic.restore', replicas };
  const deadlineMs = target.limits.readyMs;
  const steps = [
    ...candidateSteps(input, pods),
    step({ kind: 'traffic.match', mark, replicas: pods }, { undo: [restore], deadlineMs, watched: true }),
    bakeStep(0, durationMs, target, {
      mark,
      ...(withoutResult === 'b' ? {} : { after: withoutResult }),
      ...(goal ? { goal } : {}),
      ...(until === 'result' ? { until } : {}),
    }),
    ...stageSteps([], pods, { target, precision, replicas }),
    ...promotionSteps(input, replicas),
  ];
  return { steps, notes: [...comparedBy(strategy), endOf(input)] };
}

function comparedBy({ goal, until }: AbTest): string[] {
  if (!goal) return [];
  const whichStays = `The version with more ${goal.name} a visit stays`;
  return [
    until === 'result'
      ? `${whichStays}, as soon as that is certain.`
      : `${whichStays}, where that is certain at the end.`,
  ];
}

function endOf({ strategy, from, to }: PlanInput<AbTest>): string {
  const atEnd = strategy.goal ? 'Without a result' : 'At the end';
  switch (strategy.withoutResult) {
    case 'a':
      return `${atEnd} ${to.version} (B) goes again, unless somebody promotes it before.`;
    case 'b':
      return `${atEnd} ${to.version} (B) comes in for everybody, unless somebody rolls it back before.`;
    case 'ask':
      return `${atEnd} somebody is asked which stays: ${from.version} (A) or ${to.version} (B).`;
  }
}
