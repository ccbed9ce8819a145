import type { KubeClient } from './kube-client.ts';
import type { StoreEvents } from './object-store.ts';
import {
  destinationRuleSchema,
  httpRouteSchema,
  type Pod,
  podSchema,
  serviceSchema,
  virtualServiceSchema,
} from './objects.ts';
import { reflect } from './reflector.ts';
import type { ClusterView } from './routing.ts';

const paths = {
  pods: '/api/v1/pods',
  services: '/api/v1/services',
  virtualServices: '/apis/networking.istio.io/v1/virtualservices',
  destinationRules: '/apis/networking.istio.io/v1/destinationrules',
  httpRoutes: '/apis/gateway.networking.k8s.io/v1/httproutes',
} as const;

/** Watches what decides where requests go. Resolves once all of it was listed; `stop` ends the watches. */
export async function watchCluster(
  kube: KubeClient,
  podEvents: StoreEvents<Pod>,
): Promise<ClusterView & { stop(): void }> {
  const [services, virtualServices, destinationRules, httpRoutes] = await Promise.all([
    reflect(kube, paths.services, serviceSchema),
    reflect(kube, paths.virtualServices, virtualServiceSchema),
    reflect(kube, paths.destinationRules, destinationRuleSchema),
    reflect(kube, paths.httpRoutes, httpRouteSchema),
  ]);
  const pods = await reflect(kube, paths.pods, podSchema, podEvents);
  const all = [pods, services, virtualServices, destinationRules, httpRoutes];
  return {
    pods: pods.all,
    service: services.get,
    virtualServices: virtualServices.all,
    destinationRules: destinationRules.all,
    httpRoutes: httpRoutes.all,
    get generation() {
      return all.reduce((sum, { generation }) => sum + generation, 0);
    },
    stop: () => {
      for (const reflector of all) reflector.stop();
    },
  };
}
