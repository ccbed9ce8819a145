import { leadsAnything, unableTo } from '../../domain/route.ts';
import type { Target } from '../../domain/target.ts';
import { type Clusters, KubeError } from '../../platform/kube.ts';
import { checkGateway } from './gateway/check.ts';
import { tlsFindings } from './gateway/policies.ts';
import { heardOf } from './gateway/status.ts';
import { gatewayTable } from './gateway/table.ts';
import { unableOfGateway } from './gateway/unable.ts';
import { type GatewayConfig, gateway } from './kinds/gateway.ts';
import type { Router } from './router.ts';
import { driftIn, isReached, largestShare } from './table/apply.ts';
import { leftIn } from './table/leftovers.ts';
import { replaced } from './table/refs.ts';
import { readable, triedTable } from './table/tries.ts';
import { cleanTable, holdsTable, leftInUse, prepareTable, shiftTable } from './table/write.ts';

/** Divides traffic by the rules of an HTTPRoute. */
export function gatewayRouter({ clusters }: { clusters: Clusters }, config: GatewayConfig): Router {
  const traits = gateway.traits(config);
  const read = async (target: Target) => {
    const table = gatewayTable(config, target);
    return { table, object: await clusters(target.cluster).get(table.ref) };
  };
  return {
    traits,
    check: (target) => checkGateway(clusters(target.cluster), config, target),
    async foresee(target) {
      const [{ object }, secured] = await Promise.all([read(target), tlsFindings(clusters(target.cluster), target)]);
      return [...(object ? heardOf(object) : []), ...secured];
    },
    unable: (target, routes) => unableOfGateway(clusters(target.cluster), config, target, routes),
    writes(target, routes) {
      return readable(triedTable(clusters(target.cluster), gatewayTable(config, target), 'httproutes', routes));
    },
    async prepare(context) {
      const kube = clusters(context.target.cluster);
      const table = gatewayTable(config, context.target);
      const problem = (await checkGateway(kube, config, context.target)) ?? (await leftInUse(kube, table, context));
      if (problem) throw new KubeError('invalid', problem);
      await prepareTable(kube, table, context);
    },
    async shift(context, route) {
      const unable = unableTo(route, traits);
      if (unable) throw new KubeError('invalid', unable);
      const { table, object } = await read(context.target);
      if (!object || !(await holdsTable(table, object, context, route))) {
        if (!leadsAnything(route)) return;
        throw replaced(table.ref);
      }
      await shiftTable(clusters(context.target.cluster), table, context, { route, read: object });
    },
    async share({ target }) {
      const { table, object } = await read(target);
      return object ? largestShare(table, object) : 0;
    },
    async reaches({ target }) {
      const { table, object } = await read(target);
      return object !== null && isReached(table, object);
    },
    async drift({ target, fence }, route) {
      const { table, object } = await read(target);
      return driftIn(table, object, route, fence.release);
    },
    async clean(context) {
      await cleanTable(clusters(context.target.cluster), gatewayTable(config, context.target), context);
    },
    async leftovers(context) {
      const { table, object } = await read(context.target);
      return object ? leftIn(table, object, context) : [];
    },
  };
}
