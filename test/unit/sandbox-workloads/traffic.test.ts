import { describe, expect, it } from 'vitest';
import type { WorldRouting } from '../../../sandbox/workloads/world.ts';
import { podOf, scrapeInProcess, serviceOf, sumOf, virtualServiceOf } from './support.ts';
import { candidate, expectShare, stable, trafficOn, twoTracks } from './traffic-world.ts';

describe('traffic without a router', () => {
  const routing: WorldRouting = { kind: 'service' };

  it('is shared evenly by the ready pods behind the Service', () => {
    const cluster = { ...twoTracks(3), virtualServices: [] };
    cluster.services = [serviceOf('checkout', { tier: 'shop' })];
    cluster.pods = [
      ...[0, 1, 2].map((at) => podOf(`stable-${at}`, { ...stable, tier: 'shop' })),
      podOf('candidate-0', { ...candidate, tier: 'shop' }),
      podOf('stable-3', { ...stable, tier: 'shop' }, false),
    ];
    const world = trafficOn(cluster, { rps: 400, routing });
    world.run(5000);
    const { offered, lost, versions } = world.totals();
    expect(lost).toBe(0);
    expectShare(versions['2']?.served ?? 0, offered, 0.25);
    expect(
      world.truth
        .ticks('production', 'checkout')
        .at(-1)
        ?.versions.map(({ share }) => share),
    ).toEqual([0.75, 0.25]);
  });

  it('leaves out a pod that is going away', () => {
    const cluster = { ...twoTracks(2), virtualServices: [] };
    const leaving = cluster.pods[0];
    if (leaving) leaving.metadata.deletionTimestamp = '2026-11-20T10:00:00Z';
    const world = trafficOn(cluster, { routing });
    world.run(1000);
    expect(world.containerOf('stable-0')).toBeUndefined();
    expect(world.totals().lost).toBe(0);
  });

  it('is lost at a pod whose container is down though the API still calls it ready', () => {
    const world = trafficOn({ ...twoTracks(2), virtualServices: [] }, { rps: 400, routing, down: ['stable-0'] });
    world.run(5000);
    const { offered, lost } = world.totals();
    expectShare(lost, offered, 0.5);
  });
});

describe('the counters of the pods', () => {
  it('tell the same as the ground truth', () => {
    const cluster = twoTracks(1);
    cluster.virtualServices = [
      virtualServiceOf('checkout', [
        { host: 'checkout', weight: 50 },
        { host: 'checkout-candidate', weight: 50 },
      ]),
    ];
    const world = trafficOn(cluster);
    world.run(3000);
    for (const [name, version] of [
      ['stable-0', '1'],
      ['candidate-0', '2'],
    ] as const) {
      const container = world.containerOf(name);
      const samples = container ? scrapeInProcess(container) : new Map<string, number>();
      expect(sumOf(samples, 'http_requests_total')).toBe(world.totals().versions[version]?.served);
      expect(sumOf(samples, 'http_requests_total', 'code="500"')).toBe(world.totals().versions[version]?.errors);
    }
    expect(world.totals().versions['2']?.errors).toBeGreaterThan(20);
  });

  it('follow the rate that was set last', () => {
    const world = trafficOn(twoTracks());
    world.traffic.setTraffic('checkout', 0, 'production');
    world.run(1000);
    expect(world.totals().offered).toBe(0);
    expect(() => world.traffic.setTraffic('nothing', 5)).toThrow('nothing');
  });
});
