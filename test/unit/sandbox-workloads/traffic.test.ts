import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startContainer } from '../../../sandbox/workloads/container.ts';
import type { RunningPod } from '../../../sandbox/workloads/kubelet.ts';
import type { Pod } from '../../../sandbox/workloads/objects.ts';
import { createRandom } from '../../../sandbox/workloads/prng.ts';
import { createTraffic } from '../../../sandbox/workloads/traffic.ts';
import { createTruth } from '../../../sandbox/workloads/truth.ts';
import type { WorldRouting } from '../../../sandbox/workloads/world.ts';
import {
  type FakeCluster,
  podOf,
  scrapeInProcess,
  serviceOf,
  smallWorld,
  sumOf,
  viewOf,
  virtualServiceOf,
} from './support.ts';

const stable = { app: 'checkout' };
const candidate = { app: 'checkout-candidate' };
const istio: WorldRouting = { kind: 'istio' };

/** Two stable pods of version 1, and a candidate of version 2 behind a Service of its own. */
function twoTracks(stablePods = 2): FakeCluster {
  const pods = Array.from({ length: stablePods }, (_, at) => podOf(`stable-${at}`, stable));
  return {
    pods: [...pods, podOf('candidate-0', candidate)],
    services: [serviceOf('checkout', stable), serviceOf('checkout-candidate', candidate)],
    virtualServices: [virtualServiceOf('checkout', [{ host: 'checkout' }])],
    destinationRules: [],
  };
}

function trafficOn(cluster: FakeCluster, { seed = 1, rps = 100, routing = istio, down = [] as string[] } = {}) {
  let now = 0;
  const world = smallWorld(routing, rps);
  const random = createRandom(seed);
  const running = new Map<string, RunningPod>();
  function find(pod: Pod): RunningPod {
    const { name, labels } = pod.metadata;
    const version = labels?.['app'] === 'checkout' ? '1' : '2';
    const errors = version === '1' ? 0 : 0.5;
    const container = down.includes(name)
      ? undefined
      : startContainer({
          version,
          latency: { median: 0.03, spread: 0.5 },
          errors,
          character: () => 'good',
          random,
          now: () => now,
        });
    const known = running.get(name) ?? { service: 'checkout', version, container };
    running.set(name, known);
    return known;
  }
  const truth = createTruth();
  const send = async () => 200;
  const deps = {
    world,
    view: viewOf(cluster),
    find,
    truth,
    random,
    now: () => now,
    load: 'usual',
    send,
    realShare: 0,
  } as const;
  const traffic = createTraffic(deps);
  return {
    truth,
    traffic,
    containerOf: (name: string) => running.get(name)?.container,
    run(ms: number) {
      for (let passed = 0; passed < ms; passed += 100) {
        now += 100;
        traffic.step(100);
      }
    },
    totals: () => truth.totals('production', 'checkout'),
    zeroSince: (version: string) => truth.zeroSince('production', 'checkout', version),
  };
}

/** Five standard deviations: with a seeded generator a run outside of it would be outside for ever. */
function within(hits: number, count: number, share: number): boolean {
  return Math.abs(hits - count * share) <= 5 * Math.sqrt(count * share * (1 - share)) + 1;
}

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
        expect(within(served('2'), offered, weight / 100)).toBe(true);
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
    expect(within(shadow?.mirrored ?? 0, offered, 0.3)).toBe(true);
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
    expect(within(lost, offered, 0.2)).toBe(true);
    expect((versions['1']?.served ?? 0) + lost).toBe(offered);
  });
});

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
    expect(within(versions['2']?.served ?? 0, offered, 0.25)).toBe(true);
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
    expect(within(lost, offered, 0.5)).toBe(true);
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
