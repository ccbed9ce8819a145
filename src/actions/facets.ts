import type { Facets, FlagMove, Leftover, WorkloadChange } from './action.ts';
import { type Action, actions } from './index.ts';

/** What is known of the kind of this action. Give its facets this very action, and none of another kind. */
export function facetsOf(action: Action): Facets<Action> {
  return actions[action.kind];
}

/** The action of a step, where the plan has that step. */
type Maybe = Action | null | undefined;

/** Percent of the traffic (0 to 100) that it sends to the candidate; null where it sends none. */
export function sentToCandidate(action: Maybe): number | null {
  const share = action ? facetsOf(action).share?.(action) : undefined;
  return share?.counts === 'when-tried' ? share.percent : null;
}

/** All of the traffic is on stable once it is done. */
export function givesTrafficBack(action: Maybe): boolean {
  return action ? facetsOf(action).share?.(action).counts === 'when-done' : false;
}

/** For how long it only watches, in ms; null where it does something. */
export function watchMs(action: Maybe): number | null {
  return action ? (facetsOf(action).watchMs?.(action) ?? null) : null;
}

/** It only watches. */
export function watches(action: Maybe): boolean {
  return watchMs(action) !== null;
}

/** What it makes of the user's own workload; null where it leaves that alone. */
export function workloadChange(action: Maybe): WorkloadChange | null {
  return action ? (facetsOf(action).workload?.(action) ?? null) : null;
}

/** The user's own workload takes an image by it. */
export function setsImage(action: Maybe): boolean {
  return (workloadChange(action)?.image ?? null) !== null;
}

/** What it makes of a feature flag; null where it changes none. */
export function flagMove(action: Maybe): FlagMove | null {
  return action ? (facetsOf(action).flag?.(action) ?? null) : null;
}

/** It is part of the tidying at the end. */
export function tidies(action: Maybe): boolean {
  return action ? facetsOf(action).tidies : false;
}

/** This is one of the things that it may leave in a cluster. */
export function mayLeave(action: Maybe, leftover: Leftover): boolean {
  return action ? facetsOf(action).leaves.includes(leftover) : false;
}

/** It is there to take this away. */
export function mayTakeAway(action: Action, leftover: Leftover): boolean {
  return facetsOf(action).takesBack?.includes(leftover) ?? false;
}

/** All that any action may leave in a cluster. */
export function leftovers(): Leftover[] {
  return [...new Set(Object.values(actions).flatMap(({ leaves }) => leaves))];
}
