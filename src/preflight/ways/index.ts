import { grpcRoutes } from './grpc-route.ts';
import { httpProxies } from './http-proxy.ts';
import { httpRoutes } from './http-route.ts';
import { ingresses } from './ingress.ts';
import { ingressRoutes } from './ingress-route.ts';
import { tcpIngressRoutes } from './ingress-route-tcp.ts';
import { openshiftRoutes } from './openshift-route.ts';
import { tcpRoutes } from './tcp-route.ts';
import { tlsRoutes } from './tls-route.ts';
import { traefikServices } from './traefik-service.ts';
import { virtualServices } from './virtual-service.ts';

/** Everything that may lead requests to a Service, in the order in which people read it. */
export const ways = {
  virtualServices,
  httpRoutes,
  grpcRoutes,
  tcpRoutes,
  tlsRoutes,
  ingresses,
  openshiftRoutes,
  ingressRoutes,
  tcpIngressRoutes,
  traefikServices,
  httpProxies,
};

export type WayName = keyof typeof ways;
