import { candidateLabels, labels } from '../../../domain/names.ts';
import type { Route } from '../../../domain/route.ts';
import type { Target } from '../../../domain/target.ts';
import type { Kube } from '../../../platform/kube.ts';
import { hostRuleRef, type IstioConfig, ruleRef } from '../kinds/istio.ts';
import type { RouteWrite } from '../router.ts';
import { noRelease, noted, readable, triedTable } from '../table/tries.ts';
import { readHostRules } from './host-rule.ts';
import { stableLabels, withSubsets } from './subsets.ts';
import { istioTable } from './table.ts';

/** What a release would write of Istio's objects. Of what is not there or cannot be read, the plan says so elsewhere. */
export async function istioWrites(
  kube: Kube,
  config: IstioConfig,
  target: Target,
  routes: readonly Route[],
): Promise<RouteWrite[]> {
  const all = [
    triedTable(kube, istioTable(config, target), 'virtualservices', routes),
    hostRule(kube, config, target),
    withBoth(kube, config, target),
  ];
  return (await Promise.all(all.map(readable))).flat();
}

async function hostRule(kube: Kube, config: IstioConfig, target: Target): Promise<RouteWrite[]> {
  const ref = hostRuleRef(config, target);
  const rules = ref && (await readHostRules(kube, config, target));
  if (!ref || !rules?.copy || rules.taken) return [];
  const { apiVersion, kind, name, namespace } = ref;
  const metadata = { name, namespace, labels: { [labels.release]: noRelease, ...candidateLabels(target) } };
  const object = { apiVersion, kind, metadata, spec: rules.copy };
  return [{ verb: 'create', resource: 'destinationrules', object: noted(object) }];
}

async function withBoth(kube: Kube, config: IstioConfig, target: Target): Promise<RouteWrite[]> {
  const ref = ruleRef(config, target);
  const object = ref && (await kube.get(ref));
  if (!object) return [];
  const changed = withSubsets(object, await stableLabels(kube, target));
  return [{ verb: 'update', resource: 'destinationrules', object: noted(changed) }];
}
