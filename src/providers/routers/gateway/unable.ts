import type { PreflightFinding } from '../../../domain/preflight.ts';
import type { Route } from '../../../domain/route.ts';
import type { Target } from '../../../domain/target.ts';
import type { Kube, KubeObject } from '../../../platform/kube.ts';
import type { GatewayConfig } from '../kinds/gateway.ts';
import { applied, dividedRules } from '../table/apply.ts';
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
  const asked = routes.filter(({ kind }) => kind !== 'weight');
  if (!target.workload.service || asked.length === 0) return [];
  const table = gatewayTable(config, target);
  const object = await kube.get(table.ref);
  if (!object) return [];
  const rules = dividedRules(table, object);
  const needs = [...new Set(asked.flatMap((route) => featuresFor(route, rules, table)))];
  const implementations = needs.length > 0 ? await implementationsOf(kube, object) : [];
  return [
    ...asked.flatMap((route) => inRules(route, { table, object, rules })),
    ...implementations.flatMap((each) => lacking(each, needs)),
    ...(needs.length > 0 && implementations.length === 0 ? [parentless(table)] : []),
  ];
}

/** To match a header exactly and to divide by weight are what every implementation must be able to do. */
function featuresFor(route: Route, rules: readonly Rule[], { tracks }: GatewayTable): string[] {
  switch (route.kind) {
    case 'weight':
      return [];
    case 'match':
      return route.mark.in === 'query' ? ['HTTPRouteQueryParamMatching'] : [];
    case 'mirror':
      return [
        'HTTPRouteRequestMirror',
        ...(route.percent < 100 ? ['HTTPRouteRequestPercentageMirror'] : []),
        ...(rules.some((rule) => mirrorsAlready(rule, tracks)) ? ['HTTPRouteRequestMultipleMirrors'] : []),
      ];
  }
}

function lacking(implementation: Implementation, needs: readonly string[]): PreflightFinding[] {
  const { title } = implementation;
  if (implementation.kind === 'unknown') {
    const detail = `Whether ${title} knows ${needs.join(' and ')} can't be told: ${implementation.why}`;
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
  const tooMany = beyond(table.rules(applied(table, object, route)), route);
  const found = tooMany === null ? [] : [refused(`${title} would have ${tooMany}`, 'make fewer rules of it')];
  if (route.kind !== 'match') return found;
  const { mark } = route;
  const clash = rules.find((rule) => clashes(rule, mark));
  if (!clash) return found;
  const place = mark.in === 'cookie' ? 'the header cookie' : `the ${mark.in} ${mark.name}`;
  const detail = `${title}, ${clash.name === undefined ? 'a rule to the service' : `rule ${clash.name}`} looks at ${place} already, and the Gateway API takes one condition for it: requests with the mark would not reach the candidate there`;
  return [...found, refused(detail, 'mark the requests in another way')];
}

function beyond(rules: readonly Rule[], route: Route): string | null {
  const matches = rules.flatMap(matchesOf);
  if (rules.length > most.rules) return `${rules.length} rules; the Gateway API takes ${most.rules}`;
  if (matches.length > most.matches) return `${matches.length} matches; the Gateway API takes ${most.matches}`;
  const filters = Math.max(0, ...rules.map((rule) => filtersOf(rule).length));
  if (filters > most.filters) return `${filters} filters in one rule; the Gateway API takes ${most.filters}`;
  if (route.kind !== 'match') return null;
  const member = memberOf(route.mark);
  const conditions = Math.max(0, ...matches.map((match) => match[member]?.length ?? 0));
  return conditions > most.conditions
    ? `${conditions} conditions in one match; the Gateway API takes ${most.conditions}`
    : null;
}

function refused(detail: string, remedy: string): PreflightFinding {
  return { severity: 'refuse', detail, remedy };
}
