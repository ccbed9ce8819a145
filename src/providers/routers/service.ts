import type { Route } from '../../domain/route.ts';
import type { Target } from '../../domain/target.ts';
import { type Clusters, type Kube, KubeError } from '../../platform/kube.ts';
import type { RouterConfig } from './kinds/index.ts';
import { service } from './kinds/service.ts';
import type { Router } from './router.ts';
import { checkService, foreseeSwitch, serviceWrites } from './service/check.ts';
import { shareBehind, stillBehind } from './service/endpoints.ts';
import { leadsToCandidate, leadsToRelease } from './service/selector.ts';
import {
  cleanSelector,
  leftOnService,
  leftSwitched,
  noteSelector,
  switchBack,
  switchedRef,
  switchOver,
} from './service/switch.ts';
import { percentOf } from './weight.ts';

/** No router: all of the traffic moves in one write, by the selector of the user's own Service. */
export function serviceRouter(
  { clusters }: { clusters: Clusters },
  config: Extract<RouterConfig, { kind: 'service' }>,
): Router {
  return {
    traits: service.traits(config),
    check: (target) => checkService(clusters(target.cluster), target),
    foresee: (target) => foreseeSwitch(clusters(target.cluster), target),
    writes: (target) => serviceWrites(clusters(target.cluster), target),
    async prepare(context) {
      const kube = clusters(context.target.cluster);
      const problem = (await checkService(kube, context.target)) ?? (await leftSwitched(kube, context));
      if (problem) throw new KubeError('invalid', problem);
      await noteSelector(kube, context);
    },
    async shift(context, route) {
      const kube = clusters(context.target.cluster);
      await (isAll(route) ? switchOver(kube, context) : switchBack(kube, context));
    },
    pending: ({ target }, route) => stillBehind(clusters(target.cluster), target, isAll(route)),
    share: ({ target }) => shareNow(clusters(target.cluster), target),
    reaches: async ({ target }) => (await shareNow(clusters(target.cluster), target)) > 0,
    async drift({ target, fence }, route) {
      const object = await clusters(target.cluster).get(switchedRef(target));
      if (!isAll(route)) return object && leadsToCandidate(object, target) ? { share: 100 } : null;
      return object && leadsToRelease(object, target, fence.release) ? null : { share: 0 };
    },
    async clean(context) {
      await cleanSelector(clusters(context.target.cluster), context);
    },
    leftovers: (context) => leftOnService(clusters(context.target.cluster), context),
  };
}

async function shareNow(kube: Kube, target: Target): Promise<number> {
  const object = await kube.get(switchedRef(target));
  if (object && leadsToCandidate(object, target)) return 100;
  // Kubernetes follows the selector a moment later: pods that still get requests must not go.
  return shareBehind(kube, target);
}

/** Whether the candidate gets everything; it gets nothing otherwise. @throws KubeError (`invalid`) for a part of it */
function isAll(route: Route): boolean {
  const percent = percentOf(route);
  if (percent > 0 && percent < 100) {
    throw new KubeError('invalid', `this router moves all of the traffic or none, not ${percent} %`);
  }
  return percent > 0;
}
