import { describe, expect, it } from 'vitest';
import { httpRouteSchema, virtualServiceSchema } from '../../../sandbox/workloads/objects.ts';
import { byWeight } from '../../../src/domain/route.ts';
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
const object = (kind: string, spec: object): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'checkout', namespace: 'production', uid: 'u' },
  spec,
});
const httpRoute = object('HTTPRoute', { rules: [{ backendRefs: [{ name: 'checkout' }] }] });
const virtualService = object('VirtualService', {
  hosts: ['checkout'],
  http: [{ route: [{ destination: { host: 'checkout' } }] }],
});
const gatewayRules = gatewayTable(
  gateway.schema.parse({ kind: 'gateway', httpRoute: 'checkout', cookies: true }),
  target,
);
const istioRules = istioTable(istio.schema.parse({ kind: 'istio', virtualService: 'checkout' }), target);

const cookie = { cookie: 'sluice-checkout', forMs: 3_600_000 };
const stepOf = (percent: number, before: number[]) => byWeight(percent, { ...cookie, before });

const ways: [string, (percent: number, before: number[]) => Partial<FakeCluster>][] = [
  [
    'an HTTPRoute',
    (percent, before) => {
      const written = applied(gatewayRules, httpRoute, stepOf(percent, before), 'r-1');
      return { virtualServices: [], httpRoutes: [httpRouteSchema.parse(written)] };
    },
  ],
  [
    'a VirtualService',
    (percent, before) => {
      const written = applied(istioRules, virtualService, stepOf(percent, before), 'r-1');
      return { virtualServices: [virtualServiceSchema.parse(written)] };
    },
  ],
];

describe.each(ways)('simulated users who stay, through what Sluice writes into %s', (_, written) => {
  it('meet one version within a step, and leave the old one alone when the share grows', () => {
    const cluster: FakeCluster = { ...twoTracks(), ...written(20, []) };
    const world = trafficOn(cluster, { rps: 400 });
    const changes = () => Object.fromEntries(world.traffic.changesOf('checkout', 'production'));
    world.run(20_000);
    expect(changes()).toEqual({});
    const { offered, versions } = world.totals();
    // What is drawn are users, of whom there are 400.
    expectShare((versions['2']?.served ?? 0) / (offered / 400), 400, 0.2);

    Object.assign(cluster, written(60, [20]));
    world.run(20_000);
    expect(Object.keys(changes())).toEqual(['1 → 2']);
    // (0.6 − 0.2) of 400 users, within four standard deviations.
    expect(Math.abs((changes()['1 → 2'] ?? 0) - 160)).toBeLessThan(40);
  });
});
