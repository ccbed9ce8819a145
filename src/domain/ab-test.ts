import { comparesBy, decidesAfter, flagOf } from '../actions/facets.ts';
import type { Action } from '../actions/index.ts';
import type { Cause } from './cause.ts';
import type { Outcome } from './reasons.ts';
import type { Phase, Release } from './release.ts';

type Now = Pick<Release, 'plan' | 'step' | 'done' | 'phase'>;

/**
 * An A/B test runs, is being brought about, or waits for a person to say which side stays: whoever ends it chooses a side, and
 * nothing has failed.
 */
export function isTesting(release: Now): boolean {
  return testing(release) !== null;
}

/** The feature flag whose test runs, so that B is with it on and A with it off; null where versions are tested, or nothing is. */
export function flagTested(release: Now): string | null {
  return flagOf(testing(release));
}

/** The step that only watches comes after the one with which somebody meets B. */
function testing({ plan, step, done, phase }: Now): Action | null {
  if (phase.kind !== 'running') return null;
  const from = step?.index ?? done.length;
  const near = plan.steps.slice(from, from + (step ? 2 : 1));
  return near.find(({ action }) => decidesAfter(action) !== null)?.action ?? null;
}

/** What compares the two sides: the step that does so now, or did so last; before that the first that will. */
export function comparing({ plan, step, done, phase }: Now): Action | null {
  const compare = (from: number, to?: number) =>
    plan.steps.slice(from, to).flatMap(({ action }) => (comparesBy(action) ? [action] : []));
  // The step of a test that ended with A is not done.
  const isCut = phase.kind === 'ended' && isTestOver(phase.cause);
  const begun = (step?.index ?? done.length - (isCut ? 0 : 1)) + 1;
  return compare(0, begun).at(-1) ?? compare(begun)[0] ?? null;
}

/** Nothing has failed: an A/B test has come to its end, and the old side stays. */
export function isTestOver(cause: Cause | null): boolean {
  return cause?.code === 'old-stays';
}

/** It has gone back for that, and all of it is done. */
export function endedWithA(phase: Phase): boolean {
  if (phase.kind !== 'ended' || !isTestOver(phase.cause)) return false;
  return phase.outcome === 'rolled-back' || phase.outcome === 'kept';
}

/** How it has ended, in one word more than its log has. */
export type Ending = Outcome | 'a-stays';

export function endingOf(phase: Extract<Phase, { kind: 'ended' }>): Ending {
  return endedWithA(phase) ? 'a-stays' : phase.outcome;
}

/** A test was part of it, and B came in. */
export function endedWithB({ plan, phase }: Pick<Release, 'plan' | 'phase'>): boolean {
  const isSuccess = phase.kind === 'ended' && phase.outcome === 'succeeded';
  return isSuccess && plan.steps.some(({ action }) => decidesAfter(action) !== null);
}
