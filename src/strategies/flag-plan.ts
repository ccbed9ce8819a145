import { flagMove } from '../actions/facets.ts';
import type { ActionOf } from '../actions/index.ts';
import { type FlagChange, type FlagState, shareOn } from '../domain/flag.ts';
import type { FlagTest } from '../domain/flag-test.ts';
import { type FlagAsked, type FlagWish, flagAlone, standsAt } from '../domain/flag-wish.ts';
import { type Plan, planFormat, type Step } from '../domain/plan.ts';
import type { FlagRelease, Target } from '../domain/target.ts';
import type { Version } from '../domain/version.ts';
import { flagAt } from '../words/flags.ts';
import { usualBakeMs } from './bake.ts';
import { testNotes, watchedTest } from './flag-test.ts';
import { bakeStep, estimateMs, step } from './planner.ts';
import { segmentSteps } from './segment-steps.ts';

/** A flag that is released by itself: what is asked of it, how it is to move, and how it stands when the plan is made. */
export interface FlagByItself {
  asked: FlagAsked;
  how: FlagRelease;
  before: FlagState;
  /** What runs, and keeps running. */
  running: Version;
  /** Desired pods. */
  replicas: number;
  target: Target;
}

/**
 * The plan that brings a flag from where it stands to what is asked of it: what more people get is compared with what
 * was measured before, and goes on by the flag's own steps; what fewer people get is taken from them at once. Pure.
 */
export function makeFlagPlan(input: FlagByItself): Plan {
  const { asked, before, running, replicas, target } = input;
  const from = standsAt(before, asked.to);
  const steps = stepsOf(input);
  const named = (percent: number | null): Version => ({ ...running, version: flagAt(asked, percent) });
  return {
    format: planFormat,
    strategy: flagAlone,
    target,
    from: named(from),
    to: named(asked.to.percent),
    flag: { ...asked, from },
    replicas,
    runningSince: null,
    steps,
    // No step brings a version in or takes one away: whatever fails, only the flag goes back.
    staysFrom: 0,
    estimateMs: estimateMs(steps),
    notes: notesOf(input),
  };
}

type Way = Pick<FlagByItself, 'asked' | 'how' | 'before' | 'target'>;

/** What is to become of the flag, one after the other. */
export function changesOnTheWay(way: Way): FlagChange[] {
  return stepsOf(way).flatMap(({ action }) => flagMove(action)?.change ?? []);
}

function stepsOf(way: Way): Step[] {
  const { asked, how, before, target } = way;
  const from = standsAt(before, asked.to);
  const moves = movesTo(asked.to, from, how);
  const grows = asked.to.kind === 'variant' || asked.to.percent > (from ?? 0);
  // A test may take days, and what was before is looked at for minutes.
  const shortest = Math.min(usualBakeMs, ...how.steps.map(({ bakeMs }) => bakeMs));
  const first = moves[0]?.test ? shortest : (moves[0]?.bakeMs ?? 0);
  return [
    ...(grows ? [bakeStep(from ?? 0, first, target, { flag: asked.flag })] : []),
    ...membersFirst(way, from),
    ...moves.flatMap((move, index) => moveStep(way, move, moves[index - 1]?.percent ?? from)),
  ];
}

interface Move {
  percent: number;
  bakeMs: number;
  test?: FlagTest | undefined;
}

/** Of the tests that lie on the way. */
function notesOf(way: Way): string[] {
  const { asked, before, how } = way;
  const from = standsAt(before, asked.to);
  const isTested = membersFirst(way, from).length > 0;
  return testNotes({ ...how, segments: isTested ? (how.segments ?? []) : [], steps: movesTo(asked.to, from, how) });
}

/** The shares that a flag gets one after the other: the flag's own steps that lie between, and what is asked. */
function movesTo(to: FlagWish, from: number | null, { steps }: FlagRelease): Move[] {
  const usual = steps.at(-1)?.bakeMs ?? 0;
  const next = steps.find(({ percent }) => percent >= to.percent);
  const last = { percent: to.percent, bakeMs: next?.bakeMs ?? usual };
  if (to.kind === 'variant' || to.percent <= (from ?? 0)) return [last];
  const between = steps.filter(({ percent }) => percent > (from ?? 0) && percent < to.percent);
  return [...between, next?.percent === to.percent ? next : last];
}

/** Segments come before percentages, so only where none of those has been reached. */
function membersFirst({ asked, how, before, target }: Way, from: number | null): Step[] {
  const [lowest] = how.steps;
  const isBelow = asked.to.kind === 'share' && asked.to.percent > 0 && lowest && (from ?? 0) < lowest.percent;
  if (!isBelow) return [];
  return segmentSteps({ how, before, share: from ?? 0, undo: [{ kind: 'flag.restore', before }], target });
}

function moveStep({ asked, before, target }: Way, { percent, bakeMs, test }: Move, was: number | null): Step[] {
  const change = changeTo(before, { ...asked.to, percent });
  const share = asked.to.kind === 'share' ? was : shareOn(before);
  const action: ActionOf<'flag.set'> = { kind: 'flag.set', flag: asked.flag, change, was: share };
  const undo = [{ kind: 'flag.restore' as const, before }];
  return [
    step(action, { undo, deadlineMs: target.limits.readyMs, watched: true }),
    bakeStep(percent, bakeMs, target, { flag: asked.flag, ...watchedTest(test) }),
  ];
}

/** What is to become of a flag, so that it is as wished. */
export function changeTo({ variants }: Pick<FlagState, 'variants'>, to: FlagWish): FlagChange {
  switch (to.kind) {
    case 'share':
      return to.percent === 0 ? { kind: 'kill' } : { kind: 'set', enabled: true, percentage: to.percent };
    case 'variant':
      return { kind: 'set', enabled: true, variants: divided(variants, to) };
  }
}

/** The variants with this one at its share: the others divide the rest as they did before, in whole percent. */
function divided(variants: FlagState['variants'], { variant, percent }: Extract<FlagWish, { kind: 'variant' }>) {
  const others = variants.filter(({ name }) => name !== variant);
  const sum = others.reduce((total, other) => total + other.percent, 0);
  const rest = 100 - percent;
  const shares = others.map((other) => Math.floor(sum > 0 ? (rest * other.percent) / sum : rest / others.length));
  const left = rest - shares.reduce((total, share) => total + share, 0);
  const given = others.map(({ name }, at) => ({ name, percent: (shares[at] ?? 0) + (at === 0 ? left : 0) }));
  const all = new Map([...given, { name: variant, percent }].map((each) => [each.name, each]));
  // In the order in which the service has them.
  return variants.flatMap(({ name }) => all.get(name) ?? []);
}
