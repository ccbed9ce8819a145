import type { PreflightFinding } from '../../../domain/preflight.ts';
import { type Mark, type Route, stickyOf } from '../../../domain/route.ts';
import type { Target } from '../../../domain/target.ts';
import type { Kube, KubeObject } from '../../../platform/kube.ts';
import type { Feature, GatewayConfig } from '../kinds/gateway.ts';
import { applied, dividedRules } from '../table/apply.ts';
import { noRelease } from '../table/tries.ts';
import { backendFilters, setsCookies } from './cookies.ts';
import { type Implementation, implementationsOf } from './features.ts';
import { clashes, matchesOf, memberOf } from './marked-rule.ts';
import { filtersOf, mirrorsAlready } from './mirrors.ts';
import type { Rule } from './rules.ts';
import { type GatewayTable, gatewayTable } from './table.ts';

/** What the API takes of each: more is refused when it is written. */
const most = { rules: 16, matches: 128, conditions: 16, filters: 16 };

/**
 * What keeps the candidate from these routes: the user's own rules, the bounds of the API, and what the implementation cannot
 * do. One that meets a filter which it does not know answers every request with an error, so what nobody can tell is refused.
 */
export async function unableOfGateway(
  kube: Kube,
  config: GatewayConfig,
  target: Target,
  routes: readonly Route[],
): Promise<PreflightFinding[]> {
  const asked = routes.filter((route) => route.kind !== 'weight' || stickyOf(route));
  if (!target.workload.service || asked.length === 0) return [];
  const table = gatewayTable(config, target);
  const object = await kube.get(table.ref);
  if (!object) return [];
  const rules = dividedRules(table, object);
  const needs = [...new Set(asked.flatMap((route) => featuresFor(route, rules, table)))];
  const implementations = needs.length > 0 ? await implementationsOf(kube, object) : [];
  return [
    ...asked.flatMap((route) => inRules(route, { table, object, rules })),
    ...implementations.flatMap((each) => lacking(each, needs, config.features)),
    ...(needs.length > 0 && implementations.length === 0 ? [parentless(table)] : []),
  ];
}

/** To match a header exactly and to divide by weight are what every implementation must be able to do. */
function featuresFor(route: Route, rules: readonly Rule[], { tracks }: GatewayTable): Feature[] {
  switch (route.kind) {
    case 'weight':
      // No name of its own says that the answers of one backend can be changed: the two together are as near as there is.
      return stickyOf(route)
        ? ['HTTPRouteResponseHeaderModification', 'HTTPRouteBackendRequestHeaderModification']
        : [];
    case 'match':
      return route.mark.in === 'query' ? ['HTTPRouteQueryParamMatching'] : [];
    case 'mirror': {
      const ofPart: Feature[] = route.percent < 100 ? ['HTTPRouteRequestPercentageMirror'] : [];
      const besideOthers: Feature[] = rules.some((rule) => mirrorsAlready(rule, tracks))
        ? ['HTTPRouteRequestMultipleMirrors']
        : [];
      return ['HTTPRouteRequestMirror', ...ofPart, ...besideOthers];
    }
  }
}

/** @param vouched what the catalogue says of an implementation that says nothing itself */
function lacking(
  implementation: Implementation,
  needs: readonly Feature[],
  vouched: readonly Feature[],
): PreflightFinding[] {
  const { title } = implementation;
  if (implementation.kind === 'unknown') {
    const open = needs.filter((each) => !vouched.includes(each));
    if (open.length === 0) return [];
    const detail = `Whether ${title} knows ${open.join(' and ')} can't be told: ${implementation.why}`;
    return [refused(detail, implementation.remedy)];
  }
  const missing = needs.filter((each) => !implementation.features.has(each));
  if (missing.length === 0) return [];
  const detail = `${title} does not list ${missing.join(' or ')} among what it supports: requests would fail, or nothing would come of it`;
  return [refused(detail, 'divide by weight or by a header instead, or use an implementation that lists it')];
}

function parentless({ ref }: GatewayTable): PreflightFinding {
  return refused(`HTTPRoute ${ref.name} has no \`parentRefs\`, so nothing serves it`, 'have it belong to a Gateway');
}

function inRules(
  route: Route,
  { table, object, rules }: { table: GatewayTable; object: KubeObject; rules: Rule[] },
): PreflightFinding[] {
  const title = `HTTPRoute ${table.ref.name}`;
  const tooMany = beyond(table.rules(applied(table, object, route, noRelease)), route);
  const fewer = stickyOf(route)
    ? 'make fewer rules of it, or take fewer steps: each needs rules of its own'
    : 'make fewer rules of it';
  const found = tooMany === null ? [] : [refused(`${title} would have ${tooMany}`, fewer)];
  const named = ({ name }: Rule) => `${title}, ${name === undefined ? 'a rule to the service' : `rule ${name}`}`;
  const sets = stickyOf(route) && rules.find((rule) => setsCookies(table.withCookies(rule, null)));
  if (sets) {
    const detail = `${named(sets)} writes the header Set-Cookie itself, and the Gateway API takes one of a name`;
    return [...found, refused(detail, 'change it, or leave `sticky` out')];
  }
  const mark = markOf(route);
  const clash = mark && rules.find((rule) => clashes(rule, mark));
  if (!clash) return found;
  const place = mark.in === 'cookie' ? 'the header cookie' : `the ${mark.in} ${mark.name}`;
  const detail = `${named(clash)} looks at ${place} already, and the Gateway API takes one condition for it: requests with the mark would not reach the candidate there`;
  const remedy = route.kind === 'match' ? 'mark the requests in another way' : 'change it, or leave `sticky` out';
  return [...found, refused(detail, remedy)];
}

/** By what requests are told apart; null where they are not. */
function markOf(route: Route): Mark | null {
  const sticky = stickyOf(route);
  if (sticky) return { in: 'cookie', name: sticky.cookie, value: 'any' };
  return route.kind === 'match' ? route.mark : null;
}

function beyond(rules: readonly Rule[], route: Route): string | null {
  const matches = rules.flatMap(matchesOf);
  if (rules.length > most.rules) return `${rules.length} rules; the Gateway API takes ${most.rules}`;
  if (matches.length > most.matches) return `${matches.length} matches; the Gateway API takes ${most.matches}`;
  const lists = rules.flatMap((rule) => [filtersOf(rule), ...(rule.backendRefs ?? []).map(backendFilters)]);
  const filters = Math.max(0, ...lists.map(({ length }) => length));
  if (filters > most.filters) return `${filters} filters in one rule; the Gateway API takes ${most.filters}`;
  const mark = markOf(route);
  if (!mark) return null;
  const member = memberOf(mark);
  const conditions = Math.max(0, ...matches.map((match) => match[member]?.length ?? 0));
  return conditions > most.conditions
    ? `${conditions} conditions in one match; the Gateway API takes ${most.conditions}`
    : null;
}

function refused(detail: string, remedy: string): PreflightFinding {
  return { severity: 'refuse', detail, remedy };
}
