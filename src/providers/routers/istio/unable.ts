import type { PreflightFinding } from '../../../domain/preflight.ts';
import { type Mark, type Route, stickyOf } from '../../../domain/route.ts';
import type { Target } from '../../../domain/target.ts';
import type { Kube } from '../../../platform/kube.ts';
import type { IstioConfig } from '../kinds/istio.ts';
import { dividedRules } from '../table/apply.ts';
import { setsCookies } from './cookies.ts';
import { clashes } from './marked-route.ts';
import { unableToMirror } from './mirrors.ts';
import type { HttpRoute } from './routes.ts';
import { istioTable } from './table.ts';

/** What in the user's own http routes keeps the candidate from these. What cannot be read at all, `check` tells of. */
export async function unableOfIstio(
  kube: Kube,
  config: IstioConfig,
  target: Target,
  routes: readonly Route[],
): Promise<PreflightFinding[]> {
  if (!target.workload.service || routes.length === 0) return [];
  const table = istioTable(config, target);
  const object = await kube.get(table.ref);
  const rules = object ? dividedRules(table, object) : [];
  const where = (rule: HttpRoute) =>
    `${table.ref.kind} ${table.ref.name}, http route ${rule.name ?? `to ${target.workload.service}`}`;
  const inRoute = (rule: HttpRoute, route: Route): PreflightFinding[] => {
    switch (route.kind) {
      case 'weight': {
        const sticky = stickyOf(route);
        return sticky ? unsticky(where(rule), table.withCookies(rule, null), sticky.cookie) : [];
      }
      case 'match':
        return clashes(rule, route.mark) ? [clash(where(rule), route.mark)] : [];
      case 'mirror':
        return unmirrored(where(rule), unableToMirror(table.mirror(rule, 0)));
    }
  };
  return routes.flatMap((route) => rules.flatMap((rule) => inRoute(rule, route)));
}

function unsticky(where: string, rule: HttpRoute, cookie: string): PreflightFinding[] {
  const remedy = 'change it, or leave `sticky` out';
  if (setsCookies(rule))
    return [refused(`${where} writes the header Set-Cookie itself, and Istio takes one of a name`, remedy)];
  if (!clashes(rule, { in: 'cookie', name: cookie, value: 'any' })) return [];
  const detail = `${where} looks at the header cookie already, and Istio takes one condition for it: users could not stay with their version there`;
  return [refused(detail, remedy)];
}

function unmirrored(where: string, why: string | null): PreflightFinding[] {
  return why === null ? [] : [refused(`${where}: ${why}`, 'change it, or mirror nothing')];
}

function clash(where: string, mark: Mark): PreflightFinding {
  const place = mark.in === 'cookie' ? 'the header cookie' : `the ${mark.in} ${mark.name}`;
  const detail = `${where} looks at ${place} already, and Istio takes one condition for it: requests with the mark would not reach the candidate there`;
  return refused(detail, 'mark the requests in another way');
}

function refused(detail: string, remedy: string): PreflightFinding {
  return { severity: 'refuse', detail, remedy };
}
