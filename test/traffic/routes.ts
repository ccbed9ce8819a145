import type { Feature } from '../../src/providers/routers/kinds/gateway.ts';
import type { Way } from './two-pods.ts';

type Routing = Pick<Way, 'routes' | 'config'>;

const metadata = { name: 'checkout' };

const virtualService = {
  path: '/apis/networking.istio.io/v1/namespaces/staging/virtualservices',
  object: {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata,
    spec: {
      hosts: ['checkout'],
      http: [
        { name: 'api', match: [{ uri: { prefix: '/api' } }], route: [{ destination: { host: 'checkout' } }] },
        { route: [{ destination: { host: 'checkout' } }] },
      ],
    },
  },
};

const backendRefs = [{ name: 'checkout', port: 80 }];
const httpRoute = {
  path: '/apis/gateway.networking.k8s.io/v1/namespaces/staging/httproutes',
  object: {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata,
    spec: {
      parentRefs: [{ name: 'edge' }],
      hostnames: ['checkout.staging'],
      rules: [
        { matches: [{ path: { type: 'PathPrefix', value: '/api' } }], backendRefs },
        { matches: [{ path: { type: 'PathPrefix', value: '/' } }], backendRefs },
      ],
    },
  },
};

/** The http routes of a VirtualService. */
export const byVirtualService: Routing = {
  routes: virtualService,
  config: { kind: 'istio', virtualService: 'checkout' },
};
/**
 * The rules of an HTTPRoute at the Gateway `edge`.
 * @param features what the implementation can do, where it does not say so
 */
export const byHttpRoute = (features?: readonly Feature[]): Routing => ({
  routes: httpRoute,
  config: { kind: 'gateway', httpRoute: 'checkout', cookies: true, ...(features && { features }) },
});
