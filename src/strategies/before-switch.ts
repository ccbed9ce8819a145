import { z } from 'zod';
import type { Action } from '../actions/index.ts';
import { mostPerSecond } from '../actions/smoke-repeat.ts';
import type { SmokeCheck } from '../actions/smoke-run.ts';
import { field, requestShare, someTime } from '../config/fields.ts';
import type { Step } from '../domain/plan.ts';
import type { Obstacle } from '../domain/preflight.ts';
import { type Able, byMark, byMirror, markSchema, type Route, unableTo } from '../domain/route.ts';
import { keptBakeMs } from './bake.ts';
import { copySteps, handledTwice } from './copies.ts';
import { writtenMark } from './mark.ts';
import { type PlanInput, step, watchStep } from './planner.ts';

const usualFor = '2m';

const perSecondProblem = `expected a whole number of requests a second, from 1 to ${mostPerSecond}`;

/** How the candidate is judged, and looked at, before anything is switched, as the catalogue has it. */
export const writtenPreview = z
  .strictObject({
    rate: field(
      z
        .number({ error: perSecondProblem })
        .int({ error: perSecondProblem })
        .min(1, { error: perSecondProblem })
        .max(mostPerSecond, { error: perSecondProblem }),
      'The requests of `smoke` are repeated, so many a second, while the new version is judged by its figures.',
    ),
    mirror: field(requestShare, 'Share of the real requests that are copied to it meanwhile, where the router can.'),
    for: field(someTime, 'How long it is judged by `rate` or `mirror`.', usualFor),
    match: field(
      writtenMark,
      'Requests with this header, cookie or parameter reach it before the switch, where the router can, so that people can look at it.',
    ),
  })
  .superRefine(({ rate, mirror, for: time, match }, context) => {
    const wrong = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
    if (rate !== undefined && mirror !== undefined) wrong('mirror', 'name rate or mirror, not both');
    if (match !== undefined && mirror !== undefined)
      wrong('mirror', 'a route copies requests or matches them, not both');
    if (time !== undefined && rate === undefined && mirror === undefined)
      wrong('for', 'nothing is judged for that time: name rate or mirror, or leave it out');
    if (rate === undefined && mirror === undefined && match === undefined)
      wrong('rate', 'name rate, mirror or match, or leave preview out');
  });
type WrittenPreview = z.output<typeof writtenPreview>;

/** The same as it is kept. */
export const previewSchema = z.object({
  /** Requests of the smoke test a second; null where none are sent. */
  perSecond: z.number().int().min(1).max(mostPerSecond).nullable(),
  /** Percent (1 to 100) of the requests of which it gets copies; null where it gets none. */
  mirror: z.number().min(1).max(100).nullable(),
  /** How long it is judged by either (ms); 0 where it is by neither. */
  forMs: keptBakeMs,
  /** Who reaches it before the switch; null where nobody does. */
  mark: markSchema.nullable(),
});
export type Preview = z.infer<typeof previewSchema>;

/** As written → as kept. */
export function keptPreview({ rate, mirror, for: time, match }: WrittenPreview): Preview {
  const isJudged = rate !== undefined || mirror !== undefined;
  return {
    perSecond: rate ?? null,
    mirror: mirror ?? null,
    forMs: isJudged ? (time ?? someTime.parse(usualFor)) : 0,
    mark: match ?? null,
  };
}

/** The routes by which the candidate gets requests before the switch. */
export function previewRoutes({ mirror, mark }: Preview): Route[] {
  if (mark !== null) return [byMark(mark)];
  return mirror === null ? [] : [byMirror(mirror)];
}

/** What the router lacks for that; null where nothing. */
export function lackFor(preview: Preview, able: Able): Obstacle | null {
  const [detail] = previewRoutes(preview).flatMap((route) => unableTo(route, able) ?? []);
  const remedy = 'choose a router that can, or leave `match` and `mirror` out of its `preview`';
  return detail === undefined ? null : { detail, remedy };
}

type Around = Pick<PlanInput, 'target'> & { checks: readonly SmokeCheck[]; replicas: number };

/** The candidate at full size gets requests that no user has to rely on, and goes on only with evidence that it is well. */
export function previewSteps(preview: Preview, { target, checks, replicas }: Around): Step[] {
  const { perSecond, mirror, forMs, mark } = preview;
  const deadlineMs = target.limits.readyMs;
  const restore: Action = { kind: 'traffic.restore', replicas };
  return [
    ...(mark === null
      ? []
      : [step({ kind: 'traffic.match', mark, replicas }, { undo: [restore], deadlineMs, watched: true })]),
    ...(mirror === null ? [] : copySteps([{ percent: mirror, bakeMs: forMs }], replicas, target)),
    ...(perSecond === null ? [] : [watchStep({ kind: 'smoke.repeat', checks: [...checks], perSecond, forMs }, target)]),
  ];
}

/** What people should know of it before they decide. */
export function previewNotes({ perSecond, mirror, forMs }: Preview, { target, to }: Pick<PlanInput, 'target' | 'to'>) {
  const warnings = mirror === null ? [] : [handledTwice({ target, to })];
  const { minRequests } = target.analysis;
  const sent = perSecond === null ? null : Math.floor((perSecond * forMs) / 1000);
  const few =
    sent === null || sent >= minRequests
      ? []
      : [
          `At most ${sent} requests try ${to.version} before the switch, and nothing is said to be well by fewer than ${minRequests}: somebody will be asked.`,
        ];
  return { warnings, notes: few };
}
