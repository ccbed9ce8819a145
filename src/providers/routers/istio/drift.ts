import { leadsAnything, type Route } from '../../../domain/route.ts';
import type { Target } from '../../../domain/target.ts';
import type { Kube } from '../../../platform/kube.ts';
import { type IstioConfig, ruleRef } from '../kinds/istio.ts';
import type { Drift, RouteContext } from '../router.ts';
import { driftIn } from '../table/apply.ts';
import { isOurSubset, ruleSpec } from './subsets.ts';
import { istioTable } from './table.ts';

/** What the candidate has where the objects are not as a shift to the route leaves them, null where they are. */
export async function findDrift(
  kube: Kube,
  config: IstioConfig,
  { target, fence }: RouteContext,
  route: Route,
): Promise<Drift | null> {
  const table = istioTable(config, target);
  const drift = driftIn(table, await kube.get(table.ref), route, fence.release);
  if (drift) return drift;
  return !leadsAnything(route) || (await hasSubsets(kube, config, target)) ? null : { share: 0 };
}

/** Routes that lead to subsets which nobody defines lead nowhere. */
async function hasSubsets(kube: Kube, config: IstioConfig, target: Target): Promise<boolean> {
  const ref = ruleRef(config, target);
  if (!ref) return true;
  const rule = await kube.get(ref);
  return rule !== null && (ruleSpec(rule).subsets?.filter(isOurSubset).length ?? 0) === 2;
}
