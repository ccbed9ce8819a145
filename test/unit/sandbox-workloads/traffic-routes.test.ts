import { describe, expect, it } from 'vitest';
import { type HTTPRoute, httpRouteSchema, virtualServiceSchema } from '../../../sandbox/workloads/objects.ts';
import { byMark, byMirror, byWeight, type Route } from '../../../src/domain/route.ts';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { gatewayTable } from '../../../src/providers/routers/gateway/table.ts';
import { istioTable } from '../../../src/providers/routers/istio/table.ts';
import { gateway } from '../../../src/providers/routers/kinds/gateway.ts';
import { istio } from '../../../src/providers/routers/kinds/istio.ts';
import { applied } from '../../../src/providers/routers/table/apply.ts';
import { exampleTarget } from '../../support/release-plan.ts';
import type { FakeCluster } from './support.ts';
import { expectShare, trafficOn, twoTracks } from './traffic-world.ts';

const target = exampleTarget({ namespace: 'production' });
const object = (kind: string, apiVersion: string, spec: object): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name: 'checkout', namespace: 'production', uid: 'u' },
  spec,
});
const httpRoute = object('HTTPRoute', 'gateway.networking.k8s.io/v1', {
  rules: [
    { matches: [{ path: { type: 'PathPrefix', value: '/old' } }], backendRefs: [{ name: 'lab' }] },
    { backendRefs: [{ name: 'checkout' }] },
  ],
});
const virtualService = object('VirtualService', 'networking.istio.io/v1', {
  hosts: ['checkout'],
  http: [{ route: [{ destination: { host: 'checkout' } }] }],
});
const gatewayRules = gatewayTable(gateway.schema.parse({ kind: 'gateway', httpRoute: 'checkout' }), target);
const istioRules = istioTable(istio.schema.parse({ kind: 'istio', virtualService: 'checkout' }), target);

const ways: [string, (route: Route) => Partial<FakeCluster>][] = [
  [
    'an HTTPRoute',
    (route) => {
      const routes: HTTPRoute[] = [httpRouteSchema.parse(applied(gatewayRules, httpRoute, route, 'r-1'))];
      return { virtualServices: [], httpRoutes: routes };
    },
  ],
  [
    'a VirtualService',
    (route) => ({ virtualServices: [virtualServiceSchema.parse(applied(istioRules, virtualService, route, 'r-1'))] }),
  ],
];

describe.each(ways)('simulated traffic through what Sluice writes into %s', (_, written) => {
  const sent = (route: Route) => {
    const world = trafficOn({ ...twoTracks(), ...written(route) }, { rps: 400, markedShare: 0.1 });
    world.run(5000);
    const { offered, lost, versions } = world.totals();
    expect(lost).toBe(0);
    return { offered, stable: versions['1']?.served ?? 0, candidate: versions['2'] };
  };

  it.each([
    [byWeight(30), 0.3],
    [byMark({ in: 'header', name: 'x-beta', value: 'yes' }), 0.1],
    [byMark({ in: 'query', name: 'beta', value: 'yes' }, 20), 0.28],
  ])('has the candidate answer what the route gives it: %j', (route, share) => {
    const { offered, candidate } = sent(route);
    expectShare(candidate?.served ?? 0, offered, share);
  });

  it.each([100, 20])('has stable answer everything where %d %% are copied', (percent) => {
    const { offered, stable, candidate } = sent(byMirror(percent));
    expect([stable, candidate?.served]).toEqual([offered, 0]);
    expectShare(candidate?.mirrored ?? 0, offered, percent / 100);
  });
});
