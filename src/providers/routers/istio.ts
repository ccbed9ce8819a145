import { leadsAnything, unableTo } from '../../domain/route.ts';
import { type Clock, systemClock } from '../../platform/clock.ts';
import { type Clusters, KubeError } from '../../platform/kube.ts';
import { checkIstio } from './istio/check.ts';
import { cleanSubsets, writeSubsets } from './istio/destination-rule.ts';
import { findDrift } from './istio/drift.ts';
import { foreseeIstio } from './istio/foresee.ts';
import { removeHostRule, writeHostRule } from './istio/host-rule.ts';
import { findLeftovers } from './istio/leftovers.ts';
import { istioTable } from './istio/table.ts';
import { istioWrites } from './istio/tries.ts';
import { unableOfIstio } from './istio/unable.ts';
import { type IstioConfig, istio, ruleRef } from './kinds/istio.ts';
import type { Router } from './router.ts';
import { isReached, largestShare } from './table/apply.ts';
import { replaced } from './table/refs.ts';
import { cleanTable, holdsTable, leftInUse, prepareTable, shiftTable } from './table/write.ts';

/**
 * A subset that routes still lead to must not go before every sidecar has heard of the routes; Istio does not say when
 * that is.
 */
const settleMs = 2000;

/** Divides traffic by the http routes of a VirtualService. */
export function istioRouter(deps: { clusters: Clusters; clock?: Clock }, config: IstioConfig): Router {
  const { clusters, clock = systemClock } = deps;
  const traits = istio.traits(config);
  return {
    traits,
    check: (target) => checkIstio(clusters(target.cluster), config, target),
    foresee: (target) => foreseeIstio(clusters(target.cluster), config, target),
    unable: (target, routes) => unableOfIstio(clusters(target.cluster), config, target, routes),
    writes: (target, routes) => istioWrites(clusters(target.cluster), config, target, routes),
    async prepare(context) {
      const kube = clusters(context.target.cluster);
      const table = istioTable(config, context.target);
      const problem = (await checkIstio(kube, config, context.target)) ?? (await leftInUse(kube, table, context));
      if (problem) throw new KubeError('invalid', problem);
      if (await writeSubsets(kube, config, context, { needed: true })) await clock.sleep(settleMs);
      await writeHostRule(kube, config, context);
      await prepareTable(kube, table, context);
    },
    async shift(context, route) {
      const unable = unableTo(route, traits);
      if (unable) throw new KubeError('invalid', unable);
      const kube = clusters(context.target.cluster);
      const table = istioTable(config, context.target);
      const read = await kube.get(table.ref);
      if (!read || !(await holdsTable(table, read, context, route))) {
        if (!leadsAnything(route)) return;
        throw replaced(table.ref);
      }
      await writeSubsets(kube, config, context, { needed: leadsAnything(route) });
      await shiftTable(kube, table, context, { route, read });
    },
    async share({ target }) {
      const table = istioTable(config, target);
      const object = await clusters(target.cluster).get(table.ref);
      return object ? largestShare(table, object) : 0;
    },
    async reaches({ target }) {
      const table = istioTable(config, target);
      const object = await clusters(target.cluster).get(table.ref);
      return object !== null && isReached(table, object);
    },
    drift: (context, route) => findDrift(clusters(context.target.cluster), config, context, route),
    async clean(context) {
      const kube = clusters(context.target.cluster);
      const restored = await cleanTable(kube, istioTable(config, context.target), context);
      await removeHostRule(kube, config, context);
      const rule = ruleRef(config, context.target);
      if (!rule) return;
      if (restored) await clock.sleep(settleMs);
      await cleanSubsets(kube, rule, context);
    },
    leftovers: (context) => findLeftovers(clusters(context.target.cluster), config, context),
  };
}
