import type { Clock } from '../../platform/clock.ts';
import type { Clusters } from '../../platform/kube.ts';
import { mustRead } from '../family.ts';
import { gatewayRouter } from './gateway.ts';
import { istioRouter } from './istio.ts';
import { type RouterConfig, routerSchema } from './kinds/index.ts';
import { replicasRouter } from './replicas.ts';
import type { Router } from './router.ts';
import { serviceRouter } from './service.ts';

export interface RouterDeps {
  clusters: Clusters;
  clock?: Clock;
}

type Makers = {
  [K in RouterConfig['kind']]: (deps: RouterDeps, config: Extract<RouterConfig, { kind: K }>) => Router;
};

const makers: Makers = {
  replicas: replicasRouter,
  istio: istioRouter,
  gateway: gatewayRouter,
  service: serviceRouter,
};

/** The router of some settings; keys of another version are passed over. @throws ZodError for settings that no router knows */
export function createRouter(deps: RouterDeps, config: unknown): Router {
  return make(deps, mustRead(routerSchema, config));
}

function make<K extends RouterConfig['kind']>(deps: RouterDeps, config: Extract<RouterConfig, { kind: K }>): Router {
  const maker: Makers[K] = makers[config.kind as K];
  return maker(deps, config);
}
