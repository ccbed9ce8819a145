import { holderOf, isAnothers } from '../../../platform/kube/fence.ts';
import type { Kube, KubeObject } from '../../../platform/kube.ts';
import { type IstioConfig, routesRef, ruleRef } from '../kinds/istio.ts';
import type { RouteContext } from '../router.ts';
import { ownHostRule } from './host-rule.ts';
import { marksOn } from './marks.ts';
import { isOurSubset, ruleSpec } from './subsets.ts';
import { candidateRoutes } from './virtual-service.ts';

/** What of ours is still in the routing objects, in words; what another release has put there is not ours. */
export async function findLeftovers(kube: Kube, config: IstioConfig, context: RouteContext): Promise<string[]> {
  const ref = ruleRef(config, context.target);
  const routes = await kube.get(routesRef(config, context.target));
  const rule = ref && (await kube.get(ref));
  const made = await ownHostRule(kube, config, context);
  return [
    ...(routes ? await inRoutes(routes, config, context) : []),
    ...(rule ? await inRule(rule, context) : []),
    ...(made ? [`${made.kind} ${made.metadata.name}`] : []),
  ];
}

async function inRoutes(routes: KubeObject, config: IstioConfig, context: RouteContext): Promise<string[]> {
  const divided = (await mayBeOurs(routes, context, true)) ? candidateRoutes(routes, config, context.target) : [];
  return [
    ...divided.map(({ name = '' }) => `candidate in route ${name} of VirtualService ${routes.metadata.name}`),
    ...(await marksOn(routes, context, divided.length > 0)),
  ];
}

async function inRule(rule: KubeObject, context: RouteContext): Promise<string[]> {
  const ours = (await mayBeOurs(rule, context, false)) && ruleSpec(rule).subsets?.some(isOurSubset);
  return [
    ...(ours ? [`subsets in DestinationRule ${rule.metadata.name}`] : []),
    ...(await marksOn(rule, context, false)),
  ];
}

/** @param leads as for `isMarked` */
async function mayBeOurs(object: KubeObject, { fence, routesWritten }: RouteContext, leads: boolean): Promise<boolean> {
  switch (holderOf(object, fence)) {
    case 'nobody':
    case 'us':
      return true;
    case 'another':
      return false;
    case 'unsealed':
      return routesWritten && (leads || !(await isAnothers(object, fence)));
  }
}
