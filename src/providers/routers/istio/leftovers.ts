import type { Kube, KubeObject } from '../../../platform/kube.ts';
import { type IstioConfig, ruleRef } from '../kinds/istio.ts';
import type { RouteContext } from '../router.ts';
import { leftIn, mayBeOurs } from '../table/leftovers.ts';
import { marksOn } from '../table/marks.ts';
import { ownHostRule } from './host-rule.ts';
import { isOurSubset, ruleSpec } from './subsets.ts';
import { istioTable } from './table.ts';

/** What of ours is still in the routing objects, in words; what another release has put there is not ours. */
export async function findLeftovers(kube: Kube, config: IstioConfig, context: RouteContext): Promise<string[]> {
  const ref = ruleRef(config, context.target);
  const table = istioTable(config, context.target);
  const routes = await kube.get(table.ref);
  const rule = ref && (await kube.get(ref));
  const made = await ownHostRule(kube, config, context);
  return [
    ...(routes ? await leftIn(table, routes, context) : []),
    ...(rule ? await inRule(rule, context) : []),
    ...(made ? [`${made.kind} ${made.metadata.name}`] : []),
  ];
}

async function inRule(rule: KubeObject, context: RouteContext): Promise<string[]> {
  const ours = (await mayBeOurs(rule, context, false)) && ruleSpec(rule).subsets?.some(isOurSubset);
  return [
    ...(ours ? [`subsets in DestinationRule ${rule.metadata.name}`] : []),
    ...(await marksOn(rule, context, false)),
  ];
}
