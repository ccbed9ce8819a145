import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { podOf, scrapeInProcess, sumOf, virtualServiceOf } from './support.ts';
import { candidate, expectShare, trafficOn, twoTracks } from './traffic-world.ts';

describe('traffic through a VirtualService', () => {
  it('follows its weights within what chance allows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 1e6 }), (weight, seed) => {
        const cluster = twoTracks();
        cluster.virtualServices = [
          virtualServiceOf('checkout', [
            { host: 'checkout', weight: 100 - weight },
            { host: 'checkout-candidate', weight },
          ]),
        ];
        const world = trafficOn(cluster, { seed, rps: 400 });
        world.run(5000);
        const { offered, lost, versions } = world.totals();
        const served = (version: string) => versions[version]?.served ?? 0;
        expect(lost).toBe(0);
        expect(served('1') + served('2')).toBe(offered);
        expect(Math.abs(offered - 2000)).toBeLessThanOrEqual(5 * Math.sqrt(2000));
        expectShare(served('2'), offered, weight / 100);
      }),
      { numRuns: 60, seed: 20261120 },
    );
  });

  it('changes at the next tick when the weights change, and the truth knows since when', () => {
    const cluster = twoTracks();
    const route = (weight: number) => [
      virtualServiceOf('checkout.production.svc.cluster.local', [
        { host: 'checkout', weight: 100 - weight },
        { host: 'checkout-candidate', weight },
      ]),
    ];
    cluster.virtualServices = route(50);
    const world = trafficOn(cluster);
    world.run(1000);
    expect(world.zeroSince('2')).toBeUndefined();
    cluster.virtualServices = route(0);
    world.run(100);
    expect(world.zeroSince('2')).toBe(1100);
    const before = world.totals().versions['2']?.served;
    world.run(1000);
    expect(world.totals().versions['2']?.served).toBe(before);
    expect(world.zeroSince('2')).toBe(1100);
    cluster.virtualServices = route(10);
    world.run(100);
    expect(world.zeroSince('2')).toBeUndefined();
  });

  it('finds subsets by the labels of the DestinationRule', () => {
    const cluster = twoTracks();
    cluster.pods = [podOf('old', { app: 'checkout', v: 'old' }), podOf('new', { app: 'checkout', v: 'new' })];
    cluster.virtualServices = [virtualServiceOf('checkout', [{ host: 'checkout', subset: 'canary' }])];
    const world = trafficOn(cluster);
    world.run(100);
    expect(world.totals().lost).toBe(world.totals().offered);
    cluster.destinationRules = [
      {
        metadata: { name: 'checkout', namespace: 'production', uid: 'rule' },
        spec: { host: 'checkout', subsets: [{ name: 'canary', labels: { v: 'new' } }] },
      },
    ];
    world.run(1000);
    const { served = 0 } = world.totals().versions['1'] ?? {};
    expect(served).toBeGreaterThan(50);
    const container = world.containerOf('new');
    expect(container && sumOf(scrapeInProcess(container), 'http_requests_total')).toBe(served);
  });

  it('passes over routes that ask for a header', () => {
    const cluster = twoTracks();
    const beta = virtualServiceOf('checkout', [{ host: 'checkout-candidate' }], {
      match: [{ headers: { 'x-beta': { exact: 'yes' } } }],
    });
    const plain = virtualServiceOf('checkout', [{ host: 'checkout' }]);
    cluster.virtualServices = [
      { ...beta, spec: { hosts: ['checkout'], http: [...beta.spec.http, ...plain.spec.http] } },
    ];
    const world = trafficOn(cluster);
    world.run(1000);
    expect(world.totals().versions['2']).toBeUndefined();
    expect(world.totals().versions['1']?.served).toBe(world.totals().offered);
  });

  it('counts mirrored requests apart: they reach the pod and hurt nobody', () => {
    const cluster = twoTracks();
    cluster.virtualServices = [
      virtualServiceOf('checkout', [{ host: 'checkout' }], {
        mirror: { host: 'checkout-candidate' },
        mirrorPercentage: { value: 30 },
      }),
    ];
    const world = trafficOn(cluster, { rps: 400 });
    world.run(5000);
    const { offered, versions } = world.totals();
    const shadow = versions['2'];
    expect(versions['1']?.served).toBe(offered);
    expect([shadow?.served, shadow?.errors]).toEqual([0, 0]);
    expectShare(shadow?.mirrored ?? 0, offered, 0.3);
    const container = world.containerOf('candidate-0');
    expect(container && sumOf(scrapeInProcess(container), 'http_requests_total')).toBe(shadow?.mirrored);
  });

  it('loses the requests of a destination that has weight and no ready pod', () => {
    const cluster = twoTracks();
    cluster.pods = cluster.pods.map((pod) =>
      pod.metadata.labels?.['app'] === 'checkout' ? pod : podOf('candidate-0', candidate, false),
    );
    cluster.virtualServices = [
      virtualServiceOf('checkout', [
        { host: 'checkout', weight: 80 },
        { host: 'checkout-candidate', weight: 20 },
      ]),
    ];
    const world = trafficOn(cluster, { rps: 400 });
    world.run(5000);
    const { offered, lost, versions } = world.totals();
    expectShare(lost, offered, 0.2);
    expect((versions['1']?.served ?? 0) + lost).toBe(offered);
  });
});
