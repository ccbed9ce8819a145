import { expect } from 'vitest';
import { startContainer } from '../../../sandbox/workloads/container.ts';
import type { RunningPod } from '../../../sandbox/workloads/kubelet.ts';
import type { Pod } from '../../../sandbox/workloads/objects.ts';
import { createRandom } from '../../../sandbox/workloads/prng.ts';
import { createTraffic } from '../../../sandbox/workloads/traffic.ts';
import { createTruth } from '../../../sandbox/workloads/truth.ts';
import type { WorldRouting } from '../../../sandbox/workloads/world.ts';
import { type FakeCluster, podOf, serviceOf, smallWorld, viewOf, virtualServiceOf } from './support.ts';

/** The labels of the stable pods. */
export const stable = { app: 'checkout' };
/** The labels of the candidate's pods. */
export const candidate = { app: 'checkout-candidate' };
const istio: WorldRouting = { kind: 'istio' };

/** Two stable pods of version 1, and a candidate of version 2 behind a Service of its own. */
export function twoTracks(stablePods = 2): FakeCluster {
  const pods = Array.from({ length: stablePods }, (_, at) => podOf(`stable-${at}`, stable));
  return {
    pods: [...pods, podOf('candidate-0', candidate)],
    services: [serviceOf('checkout', stable), serviceOf('checkout-candidate', candidate)],
    virtualServices: [virtualServiceOf('checkout', [{ host: 'checkout' }])],
    destinationRules: [],
  };
}

/** Simulated requests to a cluster on which nothing runs for real; time goes on by `run` alone. */
export function trafficOn(
  cluster: FakeCluster,
  { seed = 1, rps = 100, routing = istio, down = [] as string[], markedShare = 0 } = {},
) {
  let now = 0;
  const world = { ...smallWorld(routing, rps), markedShare };
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
export function expectShare(hits: number, count: number, share: number): void {
  const most = 5 * Math.sqrt(count * share * (1 - share)) + 1;
  expect(Math.abs(hits - count * share), `${hits} of ${count}`).toBeLessThanOrEqual(most);
}
