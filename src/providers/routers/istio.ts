import { type Clock, systemClock } from '../../platform/clock.ts';
import { type Clusters, KubeError } from '../../platform/kube.ts';
import { checkIstio } from './istio/check.ts';
import type { IstioConfig } from './istio/config.ts';
import { cleanSubsets, writeSubsets } from './istio/destination-rule.ts';
import { findLeftovers } from './istio/leftovers.ts';
import { replaced, routesRef, ruleRef } from './istio/refs.ts';
import {
  cleanRoutes,
  holdsRoutes,
  largestShare,
  leftInUse,
  prepareRoutes,
  shiftRoutes,
} from './istio/virtual-service.ts';
import type { Router, RouterTraits } from './router.ts';

export { type IstioConfig, istioSchema } from './istio/config.ts';

/**
 * A subset that routes still lead to must not go before every sidecar has heard of the routes; Istio does not say when
 * that is.
 */
const settleMs = 2000;

/** The candidate is behind the user's own Service only where subsets tell the tracks apart. */
export function istioTraits(config: IstioConfig): RouterTraits {
  return { precision: 'exact', candidateBehindService: config.mode === 'subsets' };
}

/** Divides traffic by the weights of a VirtualService. */
export function istioRouter(deps: { clusters: Clusters; clock?: Clock }, config: IstioConfig): Router {
  const { clusters, clock = systemClock } = deps;
  return {
    traits: istioTraits(config),
    check: (target) => checkIstio(clusters(target.cluster), config, target),
    async prepare(context) {
      const kube = clusters(context.target.cluster);
      const problem = (await checkIstio(kube, config, context.target)) ?? (await leftInUse(kube, config, context));
      if (problem) throw new KubeError('invalid', problem);
      if (await writeSubsets(kube, config, context, { needed: true })) await clock.sleep(settleMs);
      await prepareRoutes(kube, config, context);
    },
    async shift(context, percent) {
      const kube = clusters(context.target.cluster);
      const held = await holdsRoutes(kube, config, context, percent);
      if (!held && percent <= 0) return;
      if (!held) throw replaced(routesRef(config, context.target));
      await writeSubsets(kube, config, context, { needed: percent > 0 });
      await shiftRoutes(kube, config, context, percent);
    },
    async share({ target }) {
      return largestShare(clusters(target.cluster), config, target);
    },
    async clean(context) {
      const kube = clusters(context.target.cluster);
      const restored = await cleanRoutes(kube, config, context);
      const rule = ruleRef(config, context.target);
      if (!rule) return;
      if (restored) await clock.sleep(settleMs);
      await cleanSubsets(kube, rule, context);
    },
    leftovers: (context) => findLeftovers(clusters(context.target.cluster), config, context),
  };
}
