import { canonicalJson } from '../../../domain/json.ts';
import { answeredIn, leadsAnything, type Route } from '../../../domain/route.ts';
import type { KubeObject } from '../../../platform/kube.ts';
import type { Drift } from '../router.ts';
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
 * The object as the route says, whatever another route has left in it. What is for a mark stands right before the rule that
 * it is a copy of, so that it comes to nobody whom that rule would not have served.
 */
export function applied<R>(table: RouteTable<R>, object: KubeObject, route: Route): KubeObject {
  const rules = ownRules(table, object).flatMap((rule, index) => {
    if (!table.isDivided(rule, index)) return [rule];
    const marked = route.kind === 'match' ? table.marked(table.mirror(rule, 0), route.mark) : null;
    return [...(marked ? [marked] : []), routed(table, rule, route)];
  });
  return table.withRules(object, rules);
}

function routed<R>(table: RouteTable<R>, rule: R, route: Route): R {
  const divided = table.divide(rule, answeredIn(route));
  return table.mirror(divided, route.kind === 'mirror' ? route.percent : 0);
}

/** The object with the user's rules alone, as they were before; the same weights where nothing was noted. */
export function restored<R>(table: RouteTable<R>, object: KubeObject, undo: RouteUndo | null): KubeObject {
  const rules = ownRules(table, object).map((rule, index) => {
    if (!table.isDivided(rule, index)) return rule;
    return table.undivide(table.mirror(rule, 0), notedFor(table.keyOf(rule), index, undo));
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
 */
export function driftIn<R>(table: RouteTable<R>, object: KubeObject | null, route: Route): Drift | null {
  const divided = object ? dividedRules(table, object) : [];
  if (!object || divided.length === 0) return leadsAnything(route) ? { share: 0, ...beside(route) } : null;
  const wanted = answeredIn(route);
  const percent = route.kind === 'mirror' ? route.percent : 0;
  // Copies apart: without them, what is left to compare are the weights.
  const isDivided = (rule: R) => same(table.mirror(rule, percent), routed(table, rule, route));
  const shares = divided.filter((rule) => !isDivided(rule)).map((rule) => table.share(rule));
  const [share] = shares.sort((a, b) => Math.abs(b - wanted) - Math.abs(a - wanted));
  if (share !== undefined) return { share };
  if (divided.some((rule) => !same(rule, table.mirror(rule, percent)))) {
    return { share: largestShare(table, object), beside: 'mirror' };
  }
  const asLeft = same(table.rules(object), table.rules(applied(table, object, route)));
  return asLeft ? null : { share: largestShare(table, object), beside: 'match' };
}

function beside({ kind }: Route): Pick<Drift, 'beside'> {
  return kind === 'weight' ? {} : { beside: kind };
}

/** Compares as JSON, whatever the order of members. */
function same(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}
