import type { ConfigurationMove, ConfigurationSource } from '../domain/configuration.ts';
import { type Route, stickyOf } from '../domain/route.ts';
import type { Words } from '../words/words.ts';
import type {
  ActionContext,
  AfterWatch,
  Comparison,
  Facets,
  FlagMove,
  Leftover,
  ReleasePlace,
  WorkloadChange,
} from './action.ts';
import { type Action, actions } from './index.ts';

/** What is known of the kind of this action. Give its facets this very action, and none of another kind. */
export function facetsOf(action: Action): Facets<Action> {
  return actions[action.kind];
}

/** The action of a step, where the plan has that step. */
type Maybe = Action | null | undefined;

/** What it gives the candidate of the requests; null where it gives it none. */
export function routeTo(action: Maybe): Route | null {
  const share = action ? facetsOf(action).share?.(action) : undefined;
  return share?.counts === 'when-tried' ? share.route : null;
}

/** Percent of the traffic (0 to 100) that it sends to the candidate; null where it sends no share of it. */
export function sentToCandidate(action: Maybe): number | null {
  const route = routeTo(action);
  return route?.kind === 'weight' ? route.percent : null;
}

/** Users stay with the version that they meet by it. */
export function isSticky(action: Maybe): boolean {
  const route = routeTo(action);
  return route !== null && stickyOf(route) !== null;
}

/** Percent of the requests (0 to 100) of which it sends the candidate copies; null where it copies none. */
export function copiedToCandidate(action: Maybe): number | null {
  const route = routeTo(action);
  return route?.kind === 'mirror' ? route.percent : null;
}

/** Pods that the candidate has by the plan for the share that it is sent; null where it is sent none. */
export function podsForShare(action: Maybe): number | null {
  return action ? (facetsOf(action).share?.(action).pods ?? null) : null;
}

/** How many pods of the candidate there are once it is done; null where it leaves them. */
export function candidatePods(action: Maybe): number | null {
  return action ? (facetsOf(action).candidatePods?.(action) ?? null) : null;
}

/** The candidate gets no requests any more once it is done. */
export function takesRouteBack(action: Maybe): boolean {
  return action ? facetsOf(action).share?.(action).counts === 'when-done' : false;
}

/** All of the users' traffic is on stable once it is done, and may not have been before. */
export function givesTrafficBack(action: Maybe): boolean {
  return takesRouteBack(action) && action != null && facetsOf(action).share?.(action).ofCopies !== true;
}

/** For how long it only watches, in ms; null where it does something. */
export function watchMs(action: Maybe): number | null {
  return action ? (facetsOf(action).watchMs?.(action) ?? null) : null;
}

/** The feature flag that it changes, or for whose sake it watches; null where there is none. */
export function flagOf(action: Maybe): string | null {
  return action ? (facetsOf(action).watchedFlag?.(action) ?? flagMove(action)?.flag ?? null) : null;
}

/** Who or what decides once an A/B test is over; null where it is none. */
export function decidesAfter(action: Maybe): AfterWatch | null {
  return action ? (facetsOf(action).decides?.(action) ?? null) : null;
}

/** By what it compares the two versions; null where it does not. */
export function comparesBy(action: Maybe): Comparison | null {
  return action ? (facetsOf(action).compares?.(action) ?? null) : null;
}

/** For how long it waits before the contract of a migration, in ms; null where it does something else. */
export function soakMs(action: Maybe): number | null {
  return action ? (facetsOf(action).soakMs?.(action) ?? null) : null;
}

/** For how long a train lets time pass by it, in ms; null where it does something else. */
export function restMs(action: Maybe): number | null {
  return action ? (facetsOf(action).restMs?.(action) ?? null) : null;
}

/** The places for which it starts a release each; empty where it starts none. */
export function startsIn(action: Maybe): readonly ReleasePlace[] {
  return action ? (facetsOf(action).starts?.(action) ?? []) : [];
}

/** What it waits for has deadlines, and alerts, of its own. */
export function waitsForReleases(action: Action): boolean {
  return facetsOf(action).waitsForReleases ?? false;
}

/** It has something to do all along while it watches. */
export function worksMeanwhile(action: Action): boolean {
  return facetsOf(action).worksMeanwhile ?? false;
}

/** The candidate is tried by it before it gets a share of the traffic. */
export function triesCandidate(action: Maybe): boolean {
  return action ? (facetsOf(action).triesCandidate ?? false) : false;
}

/** It only watches. */
export function watches(action: Maybe): boolean {
  return watchMs(action) !== null;
}

/** What it makes of the user's own workload; null where it leaves that alone. */
export function workloadChange(action: Maybe): WorkloadChange | null {
  return action ? (facetsOf(action).workload?.(action) ?? null) : null;
}

/** How many pods of the user's workload kept their template before the release; null where it holds none. */
export function heldBefore(action: Maybe): number | null {
  return action ? (facetsOf(action).heldBefore?.(action) ?? null) : null;
}

/** The user's own workload takes an image by it. */
export function setsImage(action: Maybe): boolean {
  return (workloadChange(action)?.image ?? null) !== null;
}

/** What it makes of a feature flag; null where it changes none. */
export function flagMove(action: Maybe): FlagMove | null {
  return action ? (facetsOf(action).flag?.(action) ?? null) : null;
}

/** What the pod template that it writes names from then on, and before; empty where that stays. */
export function configurationMoves(action: Maybe): readonly ConfigurationMove[] {
  return action ? (facetsOf(action).configuration?.(action) ?? []) : [];
}

/** The ConfigMaps and Secrets that it copies; empty where it copies none. */
export function configurationCopies(action: Maybe): readonly ConfigurationSource[] {
  return action ? (facetsOf(action).copies?.(action) ?? []) : [];
}

/** It changes nothing, and only looks. */
export function looksOnly(action: Action): boolean {
  return facetsOf(action).looksOnly ?? false;
}

/** What people should know before these are done on the way back. Whole sentences. */
export function warningsOf(actions: readonly Action[], context: ActionContext): Words[] {
  return actions.flatMap((action) => facetsOf(action).warning?.(action, context) ?? []);
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
