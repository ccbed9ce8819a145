import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Measurement } from '../../../src/domain/verdict.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { createMetricSource } from '../../../src/providers/metrics/index.ts';
import type { Checkpoint } from '../../../src/providers/metrics/metric-source.ts';
import { instantQuery } from '../../../src/providers/metrics/prom-api.ts';
import { fakeCluster, fakePod, planFor } from '../../unit/metrics/fake-kube.ts';
import { type RealPrometheus, realPrometheus } from './real-prometheus.ts';
import { httpGet } from './world.ts';

const pods = ['checkout-candidate-77c4-x', 'checkout-5d9f-y'] as const;
const pages = { [pods[0]]: '', [pods[1]]: '' };

/** A page for each pod, whose text the test sets. */
const server = createServer((request, response) => {
  response.setHeader('content-type', 'text/plain; version=0.0.4');
  response.end(pages[request.url?.includes('candidate') ? pods[0] : pods[1]]);
});
let prometheus: RealPrometheus;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const labels = (pod: string) => ({ namespace: 'shop', pod, __metrics_path__: `/${pod}` });
  prometheus = await realPrometheus([
    ...pods.map((pod) => ({ address, labels: { ...labels(pod), instance: pod, job: 'pods' } })),
    // The same page, scraped a second time.
    { address, labels: { ...labels(pods[1]), instance: pods[1], job: 'again' } },
  ]);
});
afterAll(async () => {
  await prometheus?.close();
  server.closeAllConnections();
  server.close();
});

const requests = (by: Record<string, number>) =>
  Object.entries(by)
    .map(([labels, count]) => `http_requests_total{${labels}} ${count}\n`)
    .join('');
const histogram = (route: string, fast: number, all: number) =>
  `http_request_duration_seconds_bucket{route="${route}",le="0.1"} ${fast}\n` +
  `http_request_duration_seconds_bucket{route="${route}",le="+Inf"} ${all}\n`;
const started = (at: number) => `process_start_time_seconds ${at}\n`;

/** @param since seconds since the epoch; Prometheus moves the times of its scrapes by some milliseconds */
async function allScraped(since: number): Promise<void> {
  const api = { http: httpGet(), url: prometheus.url, headers: {}, timeoutMs: 5000 };
  const have = async () => expect(await instantQuery(api, `timestamp(up) > ${since + 0.01}`)).toHaveLength(3);
  await vi.waitFor(have, { timeout: 20_000, interval: 100 });
}

/** Looks again and again, once Prometheus has scraped what the pages show. */
function looking() {
  const cluster = fakeCluster();
  cluster.pods = pods.map((name) => fakePod(name, { candidate: name.includes('candidate') }));
  const deps = { clusters: () => cluster.kube, clock: systemClock, http: httpGet() };
  const source = createMetricSource(deps, { kind: 'prometheus', url: prometheus.url });
  let checkpoint: Checkpoint = null;
  return {
    check: () => source.check(planFor().target),
    async look(candidate: string, stable: string): Promise<Measurement> {
      Object.assign(pages, { [pods[0]]: candidate, [pods[1]]: stable });
      await allScraped(Date.now() / 1000);
      const taken = await source.measure(planFor(), checkpoint);
      checkpoint = taken.checkpoint;
      return taken.measurement;
    },
  };
}

it('Prometheus compares series by series, and the same page counts once', { timeout: 120_000 }, async () => {
  const { look, check } = looking();
  const old = (count: number) => requests({ 'code="200",route="/old"': count, 'code="500",route="/old"': 60_000 });
  const x = (ok: number, failed = 0) =>
    requests({ 'code="200",route="/x"': ok, ...(failed ? { 'code="500",route="/x"': failed } : {}) });
  await look(
    x(95, 5) + histogram('/x', 90, 100),
    x(940_000) + old(5000) + histogram('/x', 930_000, 940_000) + histogram('/old', 64_000, 65_000),
  );
  expect(
    await look(x(190, 10) + histogram('/x', 180, 200), x(940_800) + histogram('/x', 930_020, 940_030)),
  ).toMatchObject({
    kind: 'sample',
    sample: {
      candidate: { pods: 1, requests: 100, errors: 5 },
      stable: {
        pods: 1,
        requests: 800,
        errors: 0,
        buckets: [
          { le: 0.1, count: 20 },
          { le: null, count: 30 },
        ],
      },
    },
  });
  expect(await check()).toBeNull();

  // In turn, processes that began long before: the second has counted less of some series, more of others.
  const worker = (at: number, ok: number, failed: number) => x(ok, failed) + started(1000 + at);
  await look(x(190, 10), worker(0, 941_000, 90));
  const turn = await look(x(200, 10), worker(1, 950_000, 3));
  expect(turn).toMatchObject({
    kind: 'no-data',
    detail: expect.stringMatching(/^several processes answer .* checkout-5d9f-y/),
  });

  const zoned = requests({ 'code="200",route="/x",zone="a"': 200 });
  await look(zoned, x(960_000));
  const relabeled = await look(requests({ 'code="200",route="/x",zone="b"': 230 }), x(960_500));
  expect(relabeled).toMatchObject({ sample: { candidate: { requests: 30 }, stable: { requests: 500 } } });

  const renamed = await look(requests({ 'status="200"': 300, 'status="500"': 20 }), x(960_000));
  expect(renamed).toEqual({
    kind: 'no-data',
    detail: 'no series of http_requests_total has the label code, by which failures are told',
  });
});
