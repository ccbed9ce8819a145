import { canonicalJson } from '../../../domain/json.ts';
import type { Target } from '../../../domain/target.ts';
import type { Kube } from '../../../platform/kube.ts';
import { type IstioConfig, routesRef, ruleRef } from '../kinds/istio.ts';
import { divide, httpRoutes, isManaged, shareOf } from './routes.ts';
import { isOurSubset, ruleSpec } from './subsets.ts';
import { tracksOf } from './tracks.ts';

/**
 * What the candidate has where the objects are not as a shift to `percent` leaves them, null where they are. Each divided
 * route counts: of several, one may have been put back.
 */
export async function findDrift(
  kube: Kube,
  config: IstioConfig,
  target: Target,
  percent: number,
): Promise<{ share: number } | null> {
  const object = await kube.get(routesRef(config, target));
  const tracks = tracksOf(config, target);
  const routes = object ? httpRoutes(object).filter((route) => isManaged(route, tracks, config.routes)) : [];
  if (routes.length === 0) return percent > 0 ? { share: 0 } : null;
  const shares = routes
    .filter((route) => canonicalJson(route) !== canonicalJson(divide(route, tracks, percent)))
    .map((route) => shareOf(route, tracks));
  const [share] = shares.sort((a, b) => Math.abs(b - percent) - Math.abs(a - percent));
  if (share !== undefined) return { share };
  return (await hasSubsets(kube, config, target)) || percent <= 0 ? null : { share: 0 };
}

/** Routes that lead to subsets which nobody defines lead nowhere. */
async function hasSubsets(kube: Kube, config: IstioConfig, target: Target): Promise<boolean> {
  const ref = ruleRef(config, target);
  if (!ref) return true;
  const rule = await kube.get(ref);
  return rule !== null && (ruleSpec(rule).subsets?.filter(isOurSubset).length ?? 0) === 2;
}
