import { canonicalJson } from '../../../domain/json.ts';
import { answeredIn, leadsAnything, type Route, stickyOf } from '../../../domain/route.ts';
import type { KubeObject } from '../../../platform/kube.ts';
import type { Drift } from '../router.ts';
import { cookiesOf, stickyRules } from './sticky.ts';
import type { RouteTable } from './table.ts';
import type { NotedRule, RouteUndo } from './undo.ts';

/** The user's own rules, in their order. Throws a ZodError for malformed ones. */
export function ownRules<R>(table: RouteTable<R>, object: KubeObject): R[] {
  return table.rules(object).filter((rule) => !table.isOurs(rule));
}

/** Those whose traffic is divided. */
export function dividedRules<R>(table: RouteTable<R>, object: KubeObject): R[] {
  return ownRules(table, object).filter((rule, index) => table.isDivided(rule, index));
}

/** Those that know the candidate: divided ones, and those that are there for it alone. */
export function candidateRules<R>(table: RouteTable<R>, object: KubeObject): R[] {
  const ours = table.rules(object).filter((rule) => table.isOurs(rule));
  return [...ours, ...dividedRules(table, object).filter((rule) => table.leads(rule))];
}

/**
 * The object as the route says, whatever another route has left in it. What is for a mark or a cookie stands right before the
 * rule that it is a copy of, so that it comes to nobody whom that rule would not have served.
 * @param release whose cookies count
 */
export function applied<R>(table: RouteTable<R>, object: KubeObject, route: Route, release: string): KubeObject {
  const rules = ownRules(table, object).flatMap((rule, index) =>
    table.isDivided(rule, index)
      ? [...addedFor(table, alone(table, rule), route, release), routed(table, rule, route, release)]
      : [rule],
  );
  return table.withRules(object, rules);
}

/** A divided rule without copies and cookies of Sluice's. */
function alone<R>(table: RouteTable<R>, rule: R): R {
  return table.withCookies(table.mirror(rule, 0), null);
}

/** The rules that the route needs beside one of the user's. */
function addedFor<R>(table: RouteTable<R>, rule: R, route: Route, release: string): R[] {
  switch (route.kind) {
    case 'weight':
      return stickyRules(table, rule, route, release);
    case 'match': {
      const marked = table.marked(rule, route.mark);
      return marked ? [marked] : [];
    }
    case 'mirror':
      return [];
  }
}

function routed<R>(table: RouteTable<R>, rule: R, route: Route, release: string): R {
  const divided = table.divide(alone(table, rule), answeredIn(route));
  return table.withCookies(copied(table, divided, route), cookiesOf(route, release));
}

function copied<R>(table: RouteTable<R>, rule: R, route: Route): R {
  return table.mirror(rule, route.kind === 'mirror' ? route.percent : 0);
}

/** The object with the user's rules alone, as they were before; the same weights where nothing was noted. */
export function restored<R>(table: RouteTable<R>, object: KubeObject, undo: RouteUndo | null): KubeObject {
  const rules = ownRules(table, object).map((rule, index) => {
    if (!table.isDivided(rule, index)) return rule;
    return table.undivide(alone(table, rule), notedFor(table.keyOf(rule), index, undo));
  });
  return table.withRules(object, rules);
}

/** Rules may have been moved or added since: the key counts before the place. */
function notedFor(name: string | undefined, index: number, undo: RouteUndo | null): NotedRule | null {
  const found = undo?.routes.find((each) =>
    each.name === undefined ? name === undefined && each.index === index : each.name === name,
  );
  return found ?? null;
}

/** What the weights of the divided rules are. */
export function notedRules<R>(table: RouteTable<R>, object: KubeObject): NotedRule[] {
  return ownRules(table, object).flatMap((rule, index) => {
    if (!table.isDivided(rule, index)) return [];
    const name = table.keyOf(rule);
    return [{ index, ...(name === undefined ? {} : { name }), ...table.weights(rule) }];
  });
}

/** The largest share (percent, 0 to 100) that the candidate has in any rule, of the requests without a mark. */
export function largestShare<R>(table: RouteTable<R>, object: KubeObject): number {
  return Math.max(0, ...dividedRules(table, object).map((rule) => table.share(rule)));
}

/** Whether any request reaches the candidate, be it by a mark or as a copy. */
export function isReached<R>(table: RouteTable<R>, object: KubeObject): boolean {
  return largestShare(table, object) > 0 || isLedBeside(table, object);
}

/** Whether requests reach the candidate beside its share: by a mark, or as copies. */
export function isLedBeside<R>(table: RouteTable<R>, object: KubeObject): boolean {
  const marked = table.rules(object).some((rule) => table.isOurs(rule));
  return marked || dividedRules(table, object).some((rule) => table.isMirrored(rule));
}

/**
 * What the candidate has where the object is not as the route leaves it, null where it is. Each divided rule counts: of
 * several, one may have been put back.
 * @param release whose cookies count
 */
export function driftIn<R>(
  table: RouteTable<R>,
  object: KubeObject | null,
  route: Route,
  release: string,
): Drift | null {
  const divided = object ? dividedRules(table, object) : [];
  if (!object || divided.length === 0) return leadsAnything(route) ? { share: 0, ...beside(route) } : null;
  const wanted = answeredIn(route);
  // Copies and cookies apart: without them, what is left to compare are the weights.
  const isDivided = (rule: R) => same(alone(table, rule), alone(table, routed(table, rule, route, release)));
  const shares = divided.filter((rule) => !isDivided(rule)).map((rule) => table.share(rule));
  const [share] = shares.sort((a, b) => Math.abs(b - wanted) - Math.abs(a - wanted));
  if (share !== undefined) return { share };
  const otherwise = (what: Drift['beside']): Drift => ({
    share: largestShare(table, object),
    ...(what && { beside: what }),
  });
  if (divided.some((rule) => !same(rule, copied(table, rule, route)))) return otherwise('mirror');
  if (divided.some((rule) => !same(rule, table.withCookies(rule, cookiesOf(route, release)))))
    return otherwise('sticky');
  const asLeft = same(table.rules(object), table.rules(applied(table, object, route, release)));
  return asLeft ? null : otherwise(stickyOf(route) ? 'sticky' : 'match');
}

function beside({ kind }: Route): Pick<Drift, 'beside'> {
  return kind === 'weight' ? {} : { beside: kind };
}

/** Compares as JSON, whatever the order of members. */
function same(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}
