import { type Mark, type Route, stickyOf } from '../../../domain/route.ts';
import { candidateValue, setCookie, stableValue } from '../../../domain/sticky.ts';
import type { Cookies, RouteTable } from './table.ts';
import { weightOf } from './weight.ts';

type ByWeight = Extract<Route, { kind: 'weight' }>;

/** What those get who are drawn by this route; null where nobody stays with what was drawn. */
export function cookiesOf(route: Route, release: string): Cookies | null {
  const sticky = stickyOf(route);
  if (!sticky || route.kind !== 'weight') return null;
  return {
    stable: setCookie(sticky, stableValue(release, route.percent)),
    candidate: setCookie(sticky, candidateValue(release)),
  };
}

/**
 * The rules before a divided one, for those who were drawn already: the candidate's users stay, and so do stable's of this
 * share. Stable's of an earlier share are drawn once more, by `drawnAgain`.
 * @param rule as the user has it
 */
export function stickyRules<R>(table: RouteTable<R>, rule: R, route: ByWeight, release: string): R[] {
  const sticky = stickyOf(route);
  const cookies = cookiesOf(route, release);
  if (!sticky || !cookies) return [];
  const withCookie = (value: string, divided: R): R[] => {
    const mark: Mark = { in: 'cookie', name: sticky.cookie, value };
    const made = table.forCookie(divided, mark);
    return made === null ? [] : [made];
  };
  const again = sticky.before.flatMap((share) => {
    const { percent, whole } = drawnAgain(share, route.percent);
    const divided = table.withCookies(table.divide(rule, percent, whole), cookies);
    return withCookie(stableValue(release, share), divided);
  });
  return [
    ...withCookie(candidateValue(release), table.divide(rule, 100)),
    ...withCookie(stableValue(release, route.percent), table.divide(rule, 0)),
    ...again,
  ];
}

/**
 * How many of those whom stable got at the share `before` go to the candidate at `now`, so that of all who came then it has
 * exactly `now` with those who went to it at once: b + (1 − b)·(n − b)/(1 − b) = n. In whole weights, as they were drawn.
 * @returns a percentage (0 to 100) of stable's, and the sum of the weights that says it without rounding
 */
export function drawnAgain(before: number, now: number): { percent: number; whole: number } {
  const [was, is] = [weightOf(before, 100), weightOf(now, 100)];
  const whole = 100 - was;
  return { percent: whole === 0 ? 0 : (100 * Math.max(0, is - was)) / whole, whole };
}
