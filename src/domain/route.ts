/** Where a request says who it is from. */
export type Mark = { in: 'header' | 'cookie'; name: string; value: string };

/** Which requests the candidate gets. */
export type Route =
  /** This percentage (0 to 100) of all, whoever they are from. */
  | { kind: 'weight'; percent: number }
  /** All that carry the mark. */
  | { kind: 'match'; mark: Mark }
  /** A copy of this percentage (0 to 100) of all; stable answers, and the candidate's answers are thrown away. */
  | { kind: 'mirror'; percent: number };

export type RouteKind = Route['kind'];

export function byWeight(percent: number): Route {
  return { kind: 'weight', percent };
}

/** Why a router that can apply these routes cannot apply this one, in words; null when it can. */
export function unableTo(route: Route, able: readonly RouteKind[]): string | null {
  if (able.includes(route.kind)) return null;
  return `the router cannot divide the traffic by ${route.kind}, only by ${able.join(' or ') || 'nothing at all'}`;
}
