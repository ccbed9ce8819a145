import {
  candidatePods,
  flagMove,
  routeTo,
  soakMs,
  takesRouteBack,
  watchMs,
  workloadChange,
} from '../../actions/facets.ts';
import type { Action } from '../../actions/index.ts';
import { contractFrom, type Plan, versionStays } from '../../domain/plan.ts';
import { answeredIn, leadsAnything, type Route } from '../../domain/route.ts';
import { lineOfStep } from '../../words/steps.ts';

/** How things stand at one moment, if all goes by the plan. */
export interface Standing {
  /** Pods of the user's own workload by what they run, and those of the candidate. */
  pods: { old: number; new: number; candidate: number };
  /** What pods of the user's own workload run when they start. */
  image: 'old' | 'new';
  /** What the candidate gets; null where it gets nothing. */
  route: Route | null;
  /** Percent (0 to 100) of the users who have the flag that moved last; null before any does. */
  flag: { name: string; percent: number } | null;
}

/** What taking back would mean, from the mildest to the gravest. */
export const waysBack = ['unseen', 'at-once', 'new-pods', 'stays', 'backup'] as const;
/**
 * `unseen`: no user has met the new version. `at-once`: all pods of the old one stand. `new-pods`: pods of the old one must
 * start first. `stays`: the version stays, whatever comes. `backup`: what the old one needs is gone from the database.
 */
export type WayBack = (typeof waysBack)[number];

/** Part of a plan in which nothing changes, or one thing does. */
export interface Stretch {
  /** Its line of the plan, from 1. */
  line: number;
  before: Standing;
  after: Standing;
  /** `gradual`: pods are replaced one after the other. `watched` and `waits` take the time that the plan says. */
  pace: 'moment' | 'gradual' | 'watched' | 'waits';
  /** How long it takes by plan (ms); 0 where the plan does not say. */
  ms: number;
  back: WayBack;
}

/** What a plan does, one stretch after the other: small steps that people would not tell apart are one. Pure. */
export function stretchesOf(plan: Plan): Stretch[] {
  const stretches: Stretch[] = [];
  let before = atFirst(plan);
  plan.steps.forEach(({ action }, index) => {
    const after = standingAfter(before, action, plan);
    const { line } = lineOfStep(plan, index);
    const back = wayBackAfter(plan, index, after);
    add(stretches, { line, before, after, back, ...paceOf(action, before, after) });
    before = after;
  });
  return stretches;
}

function atFirst({ replicas }: Plan): Standing {
  return { pods: { old: replicas, new: 0, candidate: 0 }, image: 'old', route: null, flag: null };
}

function standingAfter(before: Standing, action: Action, plan: Plan): Standing {
  const change = workloadChange(action);
  const image = change?.image == null ? before.image : change.image === plan.to.image ? 'new' : 'old';
  const moved = flagMove(action);
  return {
    pods: { ...ownPods(before, change, image), candidate: candidatePods(action) ?? before.pods.candidate },
    image,
    route: takesRouteBack(action) ? null : (routeTo(action) ?? before.route),
    flag: moved && moved.share !== null ? { name: moved.flag, percent: moved.share } : before.flag,
  };
}

function ownPods({ pods }: Standing, change: ReturnType<typeof workloadChange>, image: Standing['image']) {
  if (change === null) return { old: pods.old, new: pods.new };
  const { replicas, pods: some = replicas } = change;
  return image === 'new'
    ? { old: Math.max(0, replicas - some), new: Math.min(some, replicas) }
    : { old: replicas, new: 0 };
}

function paceOf(action: Action, before: Standing, after: Standing): Pick<Stretch, 'pace' | 'ms'> {
  const [watched, soak] = [watchMs(action), soakMs(action)];
  if (watched !== null) return { pace: 'watched', ms: watched };
  if (soak !== null) return { pace: 'waits', ms: soak };
  const isRolled = workloadChange(action) !== null && after.pods.old + after.pods.new > 0;
  return { pace: isRolled && !isSame(before, after) ? 'gradual' : 'moment', ms: 0 };
}

function add(stretches: Stretch[], next: Stretch): void {
  const last = stretches.at(-1);
  const isOne = last?.line === next.line && next.pace !== 'gradual' && last.pace !== 'gradual';
  const goesOn = last?.pace === 'moment' || (last?.pace === next.pace && isSame(next.before, next.after));
  if (!last || !isOne || !goesOn) stretches.push(next);
  // What has just been set up is in place for as long as it is watched.
  else Object.assign(last, { after: next.after, pace: next.pace, ms: last.ms + next.ms, back: next.back });
}

function isSame(one: Standing, other: Standing): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function wayBackAfter(plan: Plan, index: number, { pods, route }: Standing): WayBack {
  const contract = contractFrom(plan);
  if (contract !== null && index > contract) return 'backup';
  if (versionStays(plan, index)) return 'stays';
  if (pods.new > 0 || pods.old < plan.replicas) return 'new-pods';
  return route !== null && route.kind !== 'mirror' && leadsAnything(route) ? 'at-once' : 'unseen';
}

/** Percent (0 to 100) of the requests that the new version answers; null while nothing answers. */
export function answeredByNew({ pods, route }: Standing): number | null {
  const own = pods.old + pods.new;
  const toCandidate = route === null || pods.candidate === 0 ? 0 : answeredIn(route);
  if (own === 0) return toCandidate > 0 ? 100 : null;
  return toCandidate + ((100 - toCandidate) * pods.new) / own;
}
