import type { PreflightFinding } from '../../../domain/preflight.ts';
import type { Mark, Route } from '../../../domain/route.ts';
import type { Target } from '../../../domain/target.ts';
import type { Kube } from '../../../platform/kube.ts';
import type { IstioConfig } from '../kinds/istio.ts';
import { dividedRules } from '../table/apply.ts';
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
      case 'weight':
        return [];
      case 'match':
        return clashes(rule, route.mark) ? [clash(where(rule), route.mark)] : [];
      case 'mirror':
        return unmirrored(where(rule), unableToMirror(table.mirror(rule, 0)));
    }
  };
  return routes.flatMap((route) => rules.flatMap((rule) => inRoute(rule, route)));
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
