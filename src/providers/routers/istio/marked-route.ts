import { z } from 'zod';
import type { Mark } from '../../../domain/route.ts';
import { cookiePattern, isOurPattern } from '../table/cookie.ts';
import type { HttpRoute, Tracks } from './routes.ts';

/** How the names of the routes begin that Sluice adds. */
const ourName = 'sluice-candidate';
const stickyName = 'sluice-sticky';

const conditions = z.record(z.string(), z.unknown()).optional();
const matchSchema = z.looseObject({ headers: conditions, withoutHeaders: conditions, queryParams: conditions });
type Match = z.infer<typeof matchSchema>;
const matchesSchema = z.array(matchSchema).optional();

/** Put there by Sluice, for requests with a mark or with a cookie of a release. */
export function isOurs(route: HttpRoute, tracks: Tracks): boolean {
  const { name = '', route: all = [] } = route;
  if (name.startsWith(ourName)) return all.length > 0 && !all.some((each) => !tracks.isCandidate(each));
  return name.startsWith(stickyName) && matchesOf(route).every((match) => isOurPattern(patternOf(match)));
}

function patternOf({ headers }: Match): unknown {
  return (headers?.['cookie'] as { regex?: unknown } | undefined)?.regex;
}

/**
 * A copy of a route for its requests with the mark, which all go to the candidate; null where it serves none of them.
 * Conditions of the user's that would have to hold of the same header or parameter together with the mark's, and cannot be
 * written so, are left to the user's own route: see `clashes`.
 */
export function markedRoute(route: HttpRoute, tracks: Tracks, mark: Mark): HttpRoute | null {
  const stable = route.route?.find(tracks.isStable);
  const match = matchesOf(route).flatMap((each) => withMark(each, mark) ?? []);
  if (!stable || match.length === 0) return null;
  const { weight: _, ...candidate } = tracks.asCandidate(stable);
  return { ...route, name: named(ourName, route), match, route: [candidate as typeof stable] };
}

/** The same for its requests with a cookie of a release, to whichever track the route leads. */
export function cookieRoute(route: HttpRoute, mark: Mark): HttpRoute | null {
  const match = matchesOf(route).flatMap((each) => withMark(each, mark) ?? []);
  return match.length === 0 ? null : { ...route, name: named(stickyName, route), match };
}

function named(prefix: string, { name }: HttpRoute): string {
  return name === undefined ? prefix : `${prefix}-${name}`;
}

/** Whether a condition of the route's own stands in the way of one for the mark. */
export function clashes(route: HttpRoute, mark: Mark): boolean {
  return matchesOf(route).some((match) => joined(conditionOn(match, mark), mark) === 'unable');
}

/** Any of these will do; none given is one without a condition. Of those that cannot be read, none. */
function matchesOf(route: HttpRoute): Match[] {
  const { success, data } = matchesSchema.safeParse(route['match']);
  if (!success) return [];
  return data === undefined || data.length === 0 ? [{}] : data;
}

function withMark(match: Match, mark: Mark): Match | null {
  const member = memberOf(mark);
  const key = keyOf(mark);
  const condition = joined(conditionOn(match, mark), mark);
  if (condition === 'never' || condition === 'unable') return null;
  const others = Object.entries(match[member] ?? {}).filter(([name]) => !isSame(name, mark));
  return { ...match, [member]: { ...Object.fromEntries(others), [key]: condition } };
}

/** What must hold where the mark must, and this as well. */
function joined(theirs: unknown, mark: Mark): Condition | 'never' | 'unable' {
  const ours: Condition = mark.in === 'cookie' ? { regex: cookiePattern(mark) } : { exact: mark.value };
  if (theirs === undefined || Object.keys(Object(theirs)).length === 0) return ours;
  if (mark.in === 'cookie') return 'unable';
  const { exact, prefix } = theirs as { exact?: unknown; prefix?: unknown };
  if (typeof exact === 'string') return exact === mark.value ? ours : 'never';
  if (typeof prefix === 'string') return mark.value.startsWith(prefix) ? ours : 'never';
  return 'unable';
}

type Condition = { exact: string } | { regex: string };

function conditionOn(match: Match, mark: Mark): unknown {
  return Object.entries(match[memberOf(mark)] ?? {}).find(([name]) => isSame(name, mark))?.[1];
}

function memberOf(mark: Mark): 'headers' | 'queryParams' {
  return mark.in === 'query' ? 'queryParams' : 'headers';
}

/** Names of headers are written small in a VirtualService. */
function keyOf(mark: Mark): string {
  switch (mark.in) {
    case 'header':
      return mark.name.toLowerCase();
    case 'cookie':
      return 'cookie';
    case 'query':
      return mark.name;
  }
}

function isSame(name: string, mark: Mark): boolean {
  return mark.in === 'query' ? name === mark.name : name.toLowerCase() === keyOf(mark);
}
