import { z } from 'zod';
import type { KubeObject } from '../../../platform/kube.ts';
import { weightOf } from '../table/weight.ts';

const destinationSchema = z.looseObject({
  destination: z.looseObject({ host: z.string(), subset: z.string().optional() }),
  weight: z.number().optional(),
});
export type Destination = z.infer<typeof destinationSchema>;

const routeSchema = z.looseObject({ name: z.string().optional(), route: z.array(destinationSchema).optional() });
export type HttpRoute = z.infer<typeof routeSchema>;

const specSchema = z.looseObject({ http: z.array(routeSchema).optional() });

/** Tells stable's and the candidate's destinations apart, and makes the one from the other. */
export interface Tracks {
  isStable(destination: Destination): boolean;
  isCandidate(destination: Destination): boolean;
  /** Stable's destination while a release runs. */
  asStable(original: Destination): Destination;
  /** The candidate's destination beside this one. */
  asCandidate(stable: Destination): Destination;
  /** Stable's destination as the user wrote it, weight apart. */
  asOriginal(stable: Destination): Destination;
}

/** The http routes of a VirtualService as they are, foreign fields included. Throws a ZodError for malformed ones. */
export function httpRoutes(virtualService: KubeObject): HttpRoute[] {
  return specSchema.parse(virtualService['spec'] ?? {}).http ?? [];
}

export function withRoutes(virtualService: KubeObject, http: HttpRoute[]): KubeObject {
  return { ...virtualService, spec: { ...(virtualService['spec'] as object), http } };
}

/** Routes that are divided: the named ones, or all that lead to stable. */
export function isManaged(route: HttpRoute, tracks: Tracks, names: readonly string[] | undefined): boolean {
  if (names && !names.includes(route.name ?? '')) return false;
  return (route.route ?? []).some((each) => tracks.isStable(each));
}

/**
 * A route with `percent` of stable's traffic for the candidate.
 * @param alone what both weigh together where there are no others: Istio takes weights for parts of their sum
 */
export function divide(route: HttpRoute, tracks: Tracks, percent: number, alone = 100): HttpRoute {
  const all = route.route ?? [];
  const stable = all.find((each) => tracks.isStable(each));
  if (!stable) return route;
  const others = all.filter((each) => each !== stable && !tracks.isCandidate(each));
  const whole =
    others.length === 0 ? alone : Math.max(0, 100 - others.reduce((sum, each) => sum + (each.weight ?? 0), 0));
  const weight = weightOf(percent, whole);
  const pair = [
    { ...tracks.asStable(stable), weight: whole - weight },
    { ...tracks.asCandidate(stable), weight },
  ];
  const rest = all.flatMap((each) => (each === stable ? pair : tracks.isCandidate(each) ? [] : [each]));
  return { ...route, route: rest };
}

/**
 * A route without the candidate. What else the user has changed meanwhile stays: only the candidate's destination goes,
 * and stable has its first weight again, or, where it now shares the route with others, what both had together.
 * @param weight stable's weight before the release; null where it had none
 */
export function undivide(route: HttpRoute, tracks: Tracks, weight: number | null): HttpRoute {
  const all = route.route ?? [];
  const candidates = all.filter((each) => tracks.isCandidate(each));
  const stable = all.find((each) => tracks.isStable(each));
  if (!stable || (candidates.length === 0 && tracks.asOriginal(stable) === stable)) return route;
  const rest = all.filter((each) => !tracks.isCandidate(each));
  const { weight: present = 0, ...original } = tracks.asOriginal(stable);
  const together = present + candidates.reduce((sum, each) => sum + (each.weight ?? 0), 0);
  const restored = rest.length > 1 ? together : weight;
  const back = (restored === null ? original : { ...original, weight: restored }) as Destination;
  return { ...route, route: rest.map((each) => (each === stable ? back : each)) };
}

/** Percent of a route's traffic that the candidate has. */
export function shareOf(route: HttpRoute, tracks: Tracks): number {
  const all = route.route ?? [];
  const candidates = all.filter((each) => tracks.isCandidate(each));
  // A single destination gets everything, whatever its weight.
  if (all.length === 1) return candidates.length * 100;
  const sum = (list: Destination[]) => list.reduce((total, each) => total + (each.weight ?? 0), 0);
  const whole = sum(all.filter((each) => tracks.isCandidate(each) || tracks.isStable(each)));
  return whole === 0 ? 0 : (100 * sum(candidates)) / whole;
}
