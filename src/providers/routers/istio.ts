import { type Clock, systemClock } from '../../platform/clock.ts';
import { type Clusters, KubeError } from '../../platform/kube.ts';
import { checkIstio } from './istio/check.ts';
import { cleanSubsets, writeSubsets } from './istio/destination-rule.ts';
import { findDrift } from './istio/drift.ts';
import { foreseeIstio } from './istio/foresee.ts';
import { removeHostRule, writeHostRule } from './istio/host-rule.ts';
import { findLeftovers } from './istio/leftovers.ts';
import { replaced } from './istio/refs.ts';
import {
  cleanRoutes,
  holdsRoutes,
  largestShare,
  leftInUse,
  prepareRoutes,
  shiftRoutes,
} from './istio/virtual-service.ts';
import { type IstioConfig, istio, routesRef, ruleRef } from './kinds/istio.ts';
import type { Router } from './router.ts';
import { percentOf } from './weight.ts';

/**
 * A subset that routes still lead to must not go before every sidecar has heard of the routes; Istio does not say when
 * that is.
 */
const settleMs = 2000;

/** Divides traffic by the weights of a VirtualService. */
export function istioRouter(deps: { clusters: Clusters; clock?: Clock }, config: IstioConfig): Router {
  const { clusters, clock = systemClock } = deps;
  return {
    traits: istio.traits(config),
    check: (target) => checkIstio(clusters(target.cluster), config, target),
    foresee: (target) => foreseeIstio(clusters(target.cluster), config, target),
    async prepare(context) {
      const kube = clusters(context.target.cluster);
      const problem = (await checkIstio(kube, config, context.target)) ?? (await leftInUse(kube, config, context));
      if (problem) throw new KubeError('invalid', problem);
      if (await writeSubsets(kube, config, context, { needed: true })) await clock.sleep(settleMs);
      await writeHostRule(kube, config, context);
      await prepareRoutes(kube, config, context);
    },
    async shift(context, route) {
      const percent = percentOf(route);
      const kube = clusters(context.target.cluster);
      const ref = routesRef(config, context.target);
      const read = await kube.get(ref);
      if (!read || !(await holdsRoutes(read, config, context, percent))) {
        if (percent <= 0) return;
        throw replaced(ref);
      }
      await writeSubsets(kube, config, context, { needed: percent > 0 });
      await shiftRoutes(kube, config, context, { percent, read });
    },
    async share({ target }) {
      return largestShare(clusters(target.cluster), config, target);
    },
    drift: (context, route) => findDrift(clusters(context.target.cluster), config, context.target, percentOf(route)),
    async clean(context) {
      const kube = clusters(context.target.cluster);
      const restored = await cleanRoutes(kube, config, context);
      await removeHostRule(kube, config, context);
      const rule = ruleRef(config, context.target);
      if (!rule) return;
      if (restored) await clock.sleep(settleMs);
      await cleanSubsets(kube, rule, context);
    },
    leftovers: (context) => findLeftovers(clusters(context.target.cluster), config, context),
  };
}
