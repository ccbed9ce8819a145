import { z } from 'zod';
import type { StickyStep } from './sticky.ts';

/** As HTTP has it for the names of headers, which serves for cookies and parameters as well. */
const tokenPattern = /^[A-Za-z0-9!#$%&*+.^_|~-]{1,128}$/;
/** Printable, no quotes of any router's language, no end of a cookie; nothing that a proxy would trim. */
const valuePattern = /^[\x21\x23-\x26\x28-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x5f\x61-\x7e]{1,256}$/;

/** Where a request says who it is from; the value is compared as a whole, letter by letter. */
export const markSchema = z.strictObject({
  in: z.enum(['header', 'cookie', 'query']),
  name: z.string().regex(tokenPattern, 'a name is made of letters, digits and - _ . and the like, 128 at most'),
  value: z
    .string()
    .regex(
      valuePattern,
      'a value has no spaces, quotes, backslashes, commas or semicolons, and 256 characters at most',
    ),
});
export type Mark = z.infer<typeof markSchema>;
export type MarkPlace = Mark['in'];

/** Which requests the candidate gets. */
export type Route =
  /** This percentage (0 to 100) of all: of requests, or of users, who then stay with the version that they have met. */
  | { kind: 'weight'; percent: number; sticky?: StickyStep }
  /** All that carry the mark, and this percentage (0 to 100) of the others. */
  | { kind: 'match'; mark: Mark; percent: number }
  /** A copy of this percentage (0 to 100) of all; stable answers, and the candidate's answers are thrown away. */
  | { kind: 'mirror'; percent: number };

export type RouteKind = Route['kind'];

/** What a router can apply. */
export interface Able {
  routes: readonly RouteKind[];
  /** Where it can look for a mark. */
  marks: readonly MarkPlace[];
  /** It can keep users with the version that they have met, where it can tell requests apart by a cookie. */
  sticky?: true;
}

/** @param sticky without it, every request is drawn by itself */
export function byWeight(percent: number, sticky?: StickyStep): Route {
  return { kind: 'weight', percent, ...(sticky ? { sticky } : {}) };
}

/** @param percent of the requests without the mark */
export function byMark(mark: Mark, percent = 0): Route {
  return { kind: 'match', mark, percent };
}

export function byMirror(percent: number): Route {
  return { kind: 'mirror', percent };
}

/** The percentage (0 to 100) of the requests without a mark that the candidate answers. */
export function answeredIn(route: Route): number {
  switch (route.kind) {
    case 'weight':
    case 'match':
      return route.percent;
    case 'mirror':
      return 0;
  }
}

/** How users stay with the version that they have met; null where every request is drawn by itself, or all go one way. */
export function stickyOf(route: Route): StickyStep | null {
  return route.kind === 'weight' && route.percent > 0 && route.percent < 100 ? (route.sticky ?? null) : null;
}

/** Whether any request reaches the candidate by this route, be it a copy. */
export function leadsAnything(route: Route): boolean {
  return route.kind === 'match' || route.percent > 0;
}

/** What a router does, for people. */
const doing: Record<RouteKind, string> = {
  weight: 'divide the traffic by shares',
  match: 'tell requests apart by a mark',
  mirror: 'copy requests',
};

/** Why a router that can apply these routes cannot apply this one, in words; null when it can. */
export function unableTo(route: Route, able: Able): string | null {
  if (!able.routes.includes(route.kind)) {
    const known = able.routes.map((kind) => doing[kind]).join(' or ');
    return `the router cannot ${doing[route.kind]}${known === '' ? '' : `, only ${known}`}`;
  }
  if (stickyOf(route) && able.sticky !== true)
    return 'the router cannot keep users with the version that they have met';
  const place = stickyOf(route) ? 'cookie' : route.kind === 'match' ? route.mark.in : null;
  if (place === null || able.marks.includes(place)) return null;
  const known = able.marks.join(' or ') || 'nothing at all';
  return `the router cannot tell requests apart by ${place}, only by ${known}`;
}
