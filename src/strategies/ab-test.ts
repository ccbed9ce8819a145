import { z } from 'zod';
import type { Action } from '../actions/index.ts';
import { field, podShare, someTime, trafficShare } from '../config/fields.ts';
import { goalSchema } from '../domain/goal.ts';
import { byMark, byWeight, type Mark, markSchema, type Route, unableTo } from '../domain/route.ts';
import { stickySchema } from '../domain/sticky.ts';
import { keptBakeMs } from './bake.ts';
import { canary } from './canary.ts';
import { candidateSteps, keptShares, promotionSteps, shareStep, stageSteps } from './canary-stages.ts';
import { writtenMark } from './mark.ts';
import { bakeStep, type Outline, type PlanInput, step } from './planner.ts';
import { movedAtOnce } from './quick-back.ts';
import { keptSticky, stickyNote, tooShort, writtenSticky } from './sticky.ts';
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
    percent: field(
      trafficShare.refine((percent) => percent < 100, { error: 'a share of 100 leaves nobody on the old version' }),
      'Share of the users who reach the new version (B), instead of `match`. They stay with it: see `sticky`.',
    ),
    sticky: writtenSticky.optional(),
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
  .superRefine(({ match, percent, sticky, duration }, context) => {
    const wrong = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (match !== undefined && percent !== undefined) wrong(['percent'], 'name match or percent, not both');
    if (percent !== undefined && sticky === undefined)
      wrong(['percent'], 'needs `sticky`: without it, each user would meet both versions by turns');
    if (percent === undefined && sticky !== undefined)
      wrong(['sticky'], 'is for a `percent` of the users; who carries a mark stays by it');
    const short = tooShort(sticky, duration ?? someTime.parse(usualDuration));
    if (short !== null) wrong(['sticky', 'for'], short);
  })
  .meta({
    description:
      'Requests with a mark, or a share of the users, reach a second workload (B); all others stay on the old version (A).',
  });

const settings = z.object({
  kind,
  /** Who reaches the new version: those with a mark, unless it is a share of the users. */
  mark: markSchema,
  share: z.object({ percent: z.number().min(1).lt(100), sticky: stickySchema }).exactOptional(),
  /** Pods of the candidate, in percent of stable's. */
  size: z.number().min(1).max(100),
  durationMs: keptBakeMs,
  goal: goalSchema.nullable().default(null),
  until: z.enum(['duration', 'result']).default('duration'),
  withoutResult: z.enum(['a', 'b', 'ask']),
});
type AbTest = z.infer<typeof settings>;

/** Whoever carries a mark, or a share of the users, meets the candidate for a time; then it takes over, or goes. */
export const abTest = strategyKind({
  kind: kind.value,
  schema,
  settings,
  toDomain: (written) => ({
    kind: written.kind,
    mark: written.match ?? usualMark,
    ...keptShare(written),
    size: written.size ?? usualSize,
    durationMs: written.duration ?? someTime.parse(usualDuration),
    goal: written.goal ?? null,
    until: written.until ?? 'duration',
    withoutResult: written['without-result'] ?? 'ask',
  }),
  dividesTraffic: true,
  handling: { clones: true, rolls: true },
  needs(traits, workload, settings) {
    const detail = unableTo(routeOf(settings), traits);
    if (detail === null) return nothingToCompare(workload);
    const instead = settings.share
      ? 'have requests reach it by a mark that it can look for'
      : 'mark them in another way';
    return { detail, remedy: `choose a router that can, ${instead}, or use "with canary"` };
  },
  candidatePods: (_traits, replicas) => replicas,
  bakeMs: ({ durationMs }) => durationMs,
  routes: (settings) => [routeOf(settings)],
  goal: ({ goal }) => goal,
  wayBack: () => ({ kind: canary.kind, steps: keptShares(undefined) }),
  quickBack: ({ durationMs }) => movedAtOnce(durationMs),
  plan: planAbTest,
});

function keptShare({ percent, sticky }: z.output<typeof schema>): { share?: NonNullable<AbTest['share']> } {
  return percent === undefined || sticky === undefined ? {} : { share: { percent, sticky: keptSticky(sticky) } };
}

/** Who reaches the new version. */
function routeOf({ mark, share }: AbTest): Route {
  return share ? byWeight(share.percent, { ...share.sticky, before: [] }) : byMark(mark);
}

function planAbTest(input: PlanInput<AbTest>): Outline {
  const { target, strategy, snapshot, precision } = input;
  const { mark, share, durationMs, withoutResult, goal, until } = strategy;
  const replicas = Math.max(1, snapshot.replicas);
  const pods = Math.max(1, Math.ceil((replicas * strategy.size) / 100));
  const restore: Action = { kind: 'traffic.restore', replicas };
  const deadlineMs = target.limits.readyMs;
  const steps = [
    ...candidateSteps(input, pods),
    share
      ? shareStep({ percent: share.percent, replicas: pods, sticky: { ...share.sticky, before: [] } }, restore, target)
      : step({ kind: 'traffic.match', mark, replicas: pods }, { undo: [restore], deadlineMs, watched: true }),
    bakeStep(share?.percent ?? 0, durationMs, target, {
      ...(share ? {} : { mark }),
      // A mark says already that this is a test.
      ...(withoutResult === 'b' && !share ? {} : { after: withoutResult }),
      ...(goal ? { goal } : {}),
      ...(until === 'result' ? { until } : {}),
    }),
    ...stageSteps([], pods, { target, precision, replicas }),
    ...promotionSteps(input, replicas),
  ];
  const stay = share ? [stickyNote(share.sticky)] : [];
  return { steps, notes: [...stay, ...comparedBy(strategy), endOf(input)] };
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
