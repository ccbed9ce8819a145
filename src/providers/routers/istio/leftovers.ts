import { readFence } from '../../../platform/kube/fence.ts';
import type { Kube, KubeObject } from '../../../platform/kube.ts';
import type { RouteContext } from '../router.ts';
import type { IstioConfig } from './config.ts';
import { marksOn } from './marks.ts';
import { routesRef, ruleRef } from './refs.ts';
import { httpRoutes, isManaged } from './routes.ts';
import { isOurSubset, ruleSpec } from './subsets.ts';
import { tracksOf } from './tracks.ts';

/** What of ours is still in the routing objects, in words; what another release has put there is not ours. */
export async function findLeftovers(
  kube: Kube,
  config: IstioConfig,
  { target, fence }: RouteContext,
): Promise<string[]> {
  const tracks = tracksOf(config, target);
  const routes = await kube.get(routesRef(config, target));
  const rule = ruleRef(config, target);
  const subsets = rule && (await kube.get(rule));
  const isTheirs = (object: KubeObject) => (readFence(object)?.release ?? fence.release) !== fence.release;
  const divided =
    routes && !isTheirs(routes)
      ? httpRoutes(routes).filter(
          (route) => isManaged(route, tracks, config.routes) && route.route?.some(tracks.isCandidate),
        )
      : [];
  return [
    ...divided.map((route) => `candidate in route ${route.name ?? ''} of VirtualService ${config.virtualService}`),
    ...(routes ? marksOn(routes, fence) : []),
    ...(subsets && !isTheirs(subsets) && ruleSpec(subsets).subsets?.some(isOurSubset)
      ? [`subsets in DestinationRule ${subsets.metadata.name}`]
      : []),
    ...(subsets ? marksOn(subsets, fence) : []),
  ];
}
