import type { Container } from '../../../sandbox/workloads/container.ts';
import type { DestinationRule, HTTPRoute, Pod, Service, VirtualService } from '../../../sandbox/workloads/objects.ts';
import type { ClusterView } from '../../../sandbox/workloads/routing.ts';
import type { World, WorldRouting } from '../../../sandbox/workloads/world.ts';
import type { Clock } from '../../../src/platform/clock.ts';

/** A clock that stands still until it is moved. */
export interface SteppedClock extends Clock {
  /** Moves the time on, waking sleepers in their order and letting what they started settle. */
  advance(ms: number): Promise<void>;
}

export function steppedClock(start = Date.parse('2026-11-20T10:00:00Z')): SteppedClock {
  let now = start;
  let sleepers: { at: number; wake: () => void }[] = [];
  const settle = async () => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
  };
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { at: now + ms, wake: () => resolve() };
        sleepers.push(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          reject(signal.reason);
        });
      }),
    async advance(ms) {
      await settle();
      const end = now + ms;
      for (;;) {
        const due = sleepers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (due === undefined) break;
        sleepers = sleepers.filter((other) => other !== due);
        now = Math.max(now, due.at);
        due.wake();
        await settle();
      }
      now = end;
    },
  };
}

const metadata = (name: string, labels: Record<string, string> = {}) => ({
  name,
  namespace: 'production',
  uid: `uid-${name}`,
  labels,
});

export function podOf(name: string, labels: Record<string, string>, ready = true, image = ''): Pod {
  return {
    metadata: metadata(name, labels),
    spec: { containers: [{ name: 'app', image }] },
    status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  };
}

export function serviceOf(name: string, selector: Record<string, string>): Service {
  return { metadata: metadata(name), spec: { selector } };
}

export interface FakeCluster {
  pods: Pod[];
  services: Service[];
  virtualServices: VirtualService[];
  destinationRules: DestinationRule[];
  httpRoutes?: HTTPRoute[];
}

/** A cluster in plain arrays, which tests change as they like; each look is a fresh one. */
export function viewOf(cluster: FakeCluster): ClusterView {
  let generation = 0;
  return {
    pods: () => cluster.pods,
    service: (namespace, name) =>
      cluster.services.find((one) => one.metadata.name === name && one.metadata.namespace === namespace),
    virtualServices: () => cluster.virtualServices,
    destinationRules: () => cluster.destinationRules,
    httpRoutes: () => cluster.httpRoutes ?? [],
    get generation() {
      generation += 1;
      return generation;
    },
  };
}

export type Weighted = { host: string; subset?: string; weight?: number };

export function virtualServiceOf(
  host: string,
  routes: Weighted[],
  more: Partial<VirtualService['spec']['http'][number]> = {},
): VirtualService {
  const route = routes.map(({ weight, ...destination }) => ({
    destination,
    ...(weight === undefined ? {} : { weight }),
  }));
  return { metadata: metadata(host), spec: { hosts: [host], http: [{ name: 'primary', route, ...more }] } };
}

/** A world of one service in one environment, with the versions 1 (good) and 2 (fails 4 %). */
export function smallWorld(routing: WorldRouting, rps: number): World {
  const created = '2026-11-01T09:00:00Z';
  return {
    environments: [{ name: 'production', cluster: 'sandbox', namespace: 'production' }],
    services: [
      {
        name: 'checkout',
        image: 'shop/checkout',
        source: 'https://git.example.com/shop/checkout',
        routing,
        update: 'RollingUpdate',
        latency: { median: 0.03, spread: 0.5 },
        errors: 0.01,
        versions: [
          { tag: '1', revision: 'a'.repeat(40), created, character: 'good' },
          { tag: '2', revision: 'b'.repeat(40), created, character: { errors: 0.04 } },
        ],
        runs: { production: { version: '1', replicas: 2, rps, peakRps: rps * 3 } },
      },
    ],
  };
}

/** Reads exposition text into values by series; throws at a line that is neither a comment nor a sample. */
export function parseMetrics(text: string): Map<string, number> {
  const samples = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, series, value] = /^([a-z_]+(?:\{[^{}]*\})?) (\S+)$/.exec(line) ?? [];
    if (series === undefined || value === undefined || Number.isNaN(Number(value)))
      throw new Error(`bad line: ${line}`);
    if (samples.has(series)) throw new Error(`twice: ${series}`);
    samples.set(series, Number(value));
  }
  return samples;
}

/** Sum of all series of one metric whose labels contain the given text. */
export function sumOf(samples: Map<string, number>, name: string, labels = ''): number {
  return [...samples]
    .filter(([series]) => (series === name || series.startsWith(`${name}{`)) && series.includes(labels))
    .reduce((sum, [, value]) => sum + value, 0);
}

export function scrapeInProcess(container: Container): Map<string, number> {
  return parseMetrics(container.metrics.page('text').body);
}
