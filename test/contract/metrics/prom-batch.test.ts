import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/domain/plan.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import type { Checkpoint } from '../../../src/providers/metrics/metric-source.ts';
import { createPromBatcher } from '../../../src/providers/metrics/prom-batch.ts';
import { type RealPrometheus, realPrometheus } from './real-prometheus.ts';
import { closeWorld, httpGet, openWorld, sourceOf, type World } from './world.ts';

/** Two workloads of one name in two namespaces, and a third beside one of them. */
const places = [
  { namespace: 'shop', workload: 'cart' },
  { namespace: 'bank', workload: 'cart' },
  { namespace: 'bank', workload: 'cart-mail' },
] as const;

describe('many looks at once, answered by Prometheus itself', () => {
  const worlds: World[] = [];
  let server: RealPrometheus;
  beforeAll(async () => {
    for (const { workload } of places) worlds.push(await openWorld(workload));
    const targets = worlds.flatMap(({ pages }, at) =>
      [...pages].map(([pod, { address }]) => ({ address, labels: { namespace: places[at]?.namespace ?? '', pod } })),
    );
    server = await realPrometheus(targets);
  });
  afterAll(async () => {
    await server?.close();
    await Promise.all(worlds.map(closeWorld));
  });

  it('gives each release its own figures for four queries in all', async () => {
    let asked = 0;
    const http = httpGet((url) => {
      asked += 1;
      return url;
    });
    const askPrometheus = createPromBatcher(systemClock, { waitMs: 50 });
    const checkpoints = new Map<World, Checkpoint>();
    async function lookAtAll() {
      await server.settle(worlds.flatMap(({ pages }) => [...pages.values()]));
      return Promise.all(
        worlds.map(async (world, at) => {
          const source = sourceOf(world, { kind: 'prometheus', url: server.url }, { http, askPrometheus });
          const result = await source.measure(
            planIn(world, places[at]?.namespace ?? ''),
            checkpoints.get(world) ?? null,
          );
          checkpoints.set(world, result.checkpoint);
          return result.measurement;
        }),
      );
    }
    for (const world of worlds) for (const pod of [...world.stable, ...world.candidate]) pod.serve(5);
    await lookAtAll();
    for (const [at, world] of worlds.entries()) {
      world.candidate[0].serve(10 * (at + 1), 200, 0.03);
      world.candidate[1].serve(at, 503, 0.3);
      world.stable[0].serve(100 * (at + 1));
    }
    asked = 0;
    const looks = await lookAtAll();
    expect(asked).toBe(4);
    for (const [at, look] of looks.entries()) {
      const requests = 10 * (at + 1) + at;
      const last = { le: null, count: requests };
      expect(look).toMatchObject({
        kind: 'sample',
        sample: { candidate: { pods: 2, requests, errors: at }, stable: { requests: 100 * (at + 1) } },
      });
      expect(look.kind === 'sample' && look.sample.candidate.buckets.at(-1)).toEqual(last);
    }
  });
});

function planIn({ plan }: World, namespace: string): Plan {
  return { ...plan, target: { ...plan.target, namespace } };
}
