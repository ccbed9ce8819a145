import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import type { Clusters } from '../../platform/kube.ts';
import { type IstioConfig, istioRouter, istioSchema, istioTraits } from './istio.ts';
import { replicasRouter, replicasSchema, replicasTraits } from './replicas.ts';
import type { Router, RouterTraits } from './router.ts';

/** Settings of a router, by kind. */
export const routerSchema = z.discriminatedUnion('kind', [replicasSchema, istioSchema]);
export type RouterConfig = z.infer<typeof routerSchema>;

export interface RouterDeps {
  clusters: Clusters;
  clock?: Clock;
}

interface Entry<C> {
  create(deps: RouterDeps, config: C): Router;
  traits(config: C): RouterTraits;
}

const routers: { [K in RouterConfig['kind']]: Entry<Extract<RouterConfig, { kind: K }>> } = {
  replicas: { create: (deps) => replicasRouter(deps), traits: () => replicasTraits },
  istio: { create: (deps, config: IstioConfig) => istioRouter(deps, config), traits: istioTraits },
};

/** The router of some settings. Throws a `ZodError` for settings that no router knows. */
export function createRouter(deps: RouterDeps, config: unknown): Router {
  const settings = routerSchema.parse(config);
  return entryOf(settings).create(deps, settings);
}

/** What a planner must know of a router, without any I/O. Throws a `ZodError` for settings that no router knows. */
export function routerTraits(config: unknown): RouterTraits {
  const settings = routerSchema.parse(config);
  return entryOf(settings).traits(settings);
}

function entryOf(settings: RouterConfig): Entry<RouterConfig> {
  return routers[settings.kind] as Entry<RouterConfig>;
}
