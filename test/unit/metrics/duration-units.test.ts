import { expect, it } from 'vitest';
import { queriesFor } from '../../../src/providers/metrics/prom-queries.ts';
import { queriesSchema } from '../../../src/providers/metrics/prom-templates.ts';
import { both, counts } from './shown.ts';

const scope = { namespace: 'shop', workload: 'checkout', candidate: 'checkout-candidate', pods: [] };

it.each([
  ['http_request_duration_seconds', 1],
  ['http_request_duration', 1],
  ['request_latency_ms', 1000],
  ['http_request_duration_millis', 1000],
  ['http_request_duration_microseconds', 1_000_000],
  ['grpc_latency_us', 1_000_000],
  ['rpc_duration_nanoseconds', 1_000_000_000],
  ['rpc_duration_ns', 1_000_000_000],
])('durations by %s are counted in what its name says', async (metric, each) => {
  const world = both({ latency: { metric } });
  const page = (all: number) =>
    `${counts({ 200: all })}${metric}_bucket{le="${each / 2}"} ${all}\n${metric}_bucket{le="+Inf"} ${all}\n`;
  world.show(page(10), page(10));
  await world.look();
  world.show(page(20), page(20));
  expect(await world.look()).toMatchObject({ sample: { candidate: { buckets: [{ le: 0.5, count: 10 }, {}] } } });
  const http = queriesSchema.parse({ template: 'http', latency: metric });
  expect(queriesFor(http, scope).perSecond).toBe(each);
  const set = queriesSchema.parse({ template: 'http', latency: metric, unit: 'milliseconds' });
  expect(queriesFor(set, scope).perSecond).toBe(1000);
});
