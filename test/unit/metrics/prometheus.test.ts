import { describe, expect, it } from 'vitest';
import { createMetricSource, metricSchema } from '../../../src/providers/metrics/index.ts';
import type { HttpGet, Memo } from '../../../src/providers/metrics/metric-source.ts';
import { queriesFor, queriesSchema } from '../../../src/providers/metrics/prom-queries.ts';
import { podRegex } from '../../../src/providers/metrics/promql.ts';
import { fakeCluster, fakePod, newImage, planFor } from './fake-kube.ts';

type Rows = { labels: Record<string, string>; value: string }[];

/** A Prometheus that answers by what a query begins with, at the server's second 1000. */
function given(config: object, answers: (query: string) => Rows | object, secrets: Record<string, string> = {}) {
  const cluster = fakeCluster();
  cluster.pods = [fakePod('checkout-candidate-77c4-x', { candidate: true }), fakePod('checkout-5d9f-y')];
  const asked: { query: string; time: string | null; headers: Record<string, string> }[] = [];
  const http: HttpGet = async (url, { headers = {} }) => {
    const { searchParams, pathname } = new URL(url);
    expect(pathname).toBe('/prom/api/v1/query');
    const query = searchParams.get('query') ?? '';
    asked.push({ query, time: searchParams.get('time'), headers });
    const answer = answers(query);
    if (!Array.isArray(answer)) return { status: 422, body: JSON.stringify(answer) };
    const result = answer.map(({ labels, value }) => ({ metric: labels, value: [1000, value] }));
    return { status: 200, body: JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }) };
  };
  let now = 5_000_000;
  const clock = { now: () => now, sleep: async () => undefined };
  const source = createMetricSource(
    { clusters: () => cluster.kube, clock, http, secret: (name) => secrets[name] },
    { kind: 'prometheus', url: 'http://prometheus:9090/prom/', ...config },
  );
  let memo: Memo = null;
  const plan = planFor();
  return {
    asked,
    cluster,
    source,
    plan,
    async look() {
      const result = await source.measure(plan, memo);
      memo = result.memo;
      now += 5000;
      return result.measurement;
    },
  };
}

const candidate = { pod: 'checkout-candidate-77c4-x' };
const stable = { pod: 'checkout-5d9f-y' };

describe('asking Prometheus', () => {
  it('reads both tracks of all counters at one instant of the server’s clock', async () => {
    let served = 0;
    const world = given({}, (query) => {
      if (query.startsWith('max')) return [candidate, stable].map((labels) => ({ labels, value: '999' }));
      served += 1;
      return query.includes('_bucket') ? [] : [candidate, stable].map((labels) => ({ labels, value: String(served) }));
    });
    await world.look();
    expect(world.asked.map(({ time }) => time)).toEqual([null, '1000', '1000', '1000']);
    for (const { query } of world.asked) expect(query).not.toMatch(/rate|increase/);
    expect((await world.look()).kind).toBe('sample');
  });

  it('takes old data for no data', async () => {
    const rows = (age: number) => (query: string) =>
      [candidate, stable].map((labels) => ({ labels, value: query.startsWith('max') ? String(1000 - age) : '5' }));
    const detail = 'Prometheus last scraped the new version 300 s ago';
    expect(await given({ queries: { template: 'http', latency: null } }, rows(300)).look()).toEqual({
      kind: 'no-data',
      detail,
    });
  });

  it('says no data where it knows nothing of the candidate, or only of others’ pods', async () => {
    const world = given({ queries: { template: 'http', latency: null } }, () => [
      { labels: stable, value: '999' },
      { labels: { pod: 'other' }, value: '999' },
    ]);
    expect(await world.look()).toEqual({ kind: 'no-data', detail: 'Prometheus has no requests of the new version' });
  });

  it.each([
    [{ status: 'error', errorType: 'execution', error: 'query timed out' }, 'Prometheus answered 422: query timed out'],
    [{ hello: 'world' }, 'Prometheus answered 422'],
    [[{ labels: candidate, value: 'NaN' }], 'Prometheus has a counter that is NaN'],
    [[{ labels: candidate, value: '-5' }], 'Prometheus has a counter that is -5'],
  ])('fails with words for %j', async (answer, detail) => {
    expect(
      await given({}, (query) =>
        query.startsWith('max') && Array.isArray(answer) ? [{ labels: candidate, value: '999' }] : answer,
      ).look(),
    ).toEqual({ kind: 'failed', detail });
  });

  it.each([
    [
      '{"status":"success","data":{"resultType":"vector","result":[]},"warnings":["partial data"]}',
      /warns: partial data/,
    ],
    ['{"status":"success","data":{"resultType":"matrix","result":[]}}', /not one of Prometheus/],
    ['<html>', /not one of Prometheus/],
  ])('does not believe %s', async (body, detail) => {
    const cluster = fakeCluster();
    cluster.pods = [fakePod('checkout-candidate-77c4-x', { candidate: true })];
    const clock = { now: () => 0, sleep: async () => undefined };
    const deps = { clusters: () => cluster.kube, clock, http: async () => ({ status: 200, body }) };
    const source = createMetricSource(deps, { kind: 'prometheus', url: 'http://prometheus' });
    const { measurement } = await source.measure(planFor(), null);
    expect(measurement).toMatchObject({ kind: 'failed', detail: expect.stringMatching(detail) });
  });

  it('takes secrets from the environment and never goes on without them', async () => {
    const config = { headers: { authorization: { env: 'PROM_TOKEN', prefix: 'Bearer ' } } };
    const bare = given(config, () => []);
    expect(await bare.look()).toMatchObject({
      kind: 'failed',
      detail: expect.stringMatching(/PROM_TOKEN .* is not set/),
    });
    expect(bare.asked).toEqual([]);
    const world = given(config, () => [], { PROM_TOKEN: 's3cret' });
    await world.look();
    expect(world.asked[0]?.headers).toEqual({ authorization: 'Bearer s3cret' });
  });

  it('can be checked before a release', async () => {
    const { target } = planFor();
    expect(await given({}, () => [{ labels: stable, value: '5' }]).source.check(target)).toBeNull();
    expect(await given({}, () => []).source.check(target)).toMatch(/knows no requests of checkout: sum by/);
    expect(await given({}, () => ({ status: 'error', error: 'no' })).source.check(target)).toMatch(/422: no/);
  });
});

describe('Istio’s metrics', () => {
  const rows = (more: object, requests: string) => (query: string) =>
    ['checkout-candidate', 'checkout'].flatMap((destination_workload) => {
      const labels = { destination_workload, ...more };
      if (query.startsWith('max')) return [{ labels, value: '999' }];
      if (query.includes('_bucket'))
        return [
          { labels: { ...labels, le: '250' }, value: requests },
          { labels: { ...labels, le: '+Inf' }, value: requests },
        ];
      return [{ labels, value: query.includes('response_code') ? '1' : requests }];
    });

  it('are told apart by workload where the client or a waypoint reports, milliseconds made seconds', async () => {
    let requests = '10';
    const world = given({ queries: { template: 'istio', reporter: 'source' } }, (query) => rows({}, requests)(query));
    await world.look();
    requests = '40';
    expect(await world.look()).toMatchObject({
      kind: 'sample',
      sample: {
        candidate: {
          requests: 30,
          errors: 0,
          buckets: [
            { le: 0.25, count: 30 },
            { le: null, count: 30 },
          ],
        },
        stable: { requests: 30 },
      },
    });
    expect(world.asked[1]?.query).toBe(
      'sum by (destination_workload) (istio_requests_total{reporter="source",destination_workload_namespace="shop",destination_workload=~"checkout|checkout-candidate"})',
    );
  });

  it('are told apart by pod where Kubernetes rolls one workload', async () => {
    let requests = 10;
    const world = given({ queries: { template: 'istio' } }, (query) => {
      if (query.startsWith('max'))
        return ['checkout-new-a', 'checkout-old-b'].map((pod) => ({
          labels: { destination_workload: 'checkout', pod },
          value: '999',
        }));
      if (query.includes('_bucket') || query.includes('response_code')) return [];
      return [
        { labels: { destination_workload: 'checkout', pod: 'checkout-new-a' }, value: String(requests) },
        { labels: { destination_workload: 'checkout', pod: 'checkout-old-b' }, value: '100' },
      ];
    });
    world.cluster.pods = [fakePod('checkout-new-a', { image: newImage }), fakePod('checkout-old-b')];
    await world.look();
    requests = 16;
    expect(await world.look()).toMatchObject({ sample: { candidate: { requests: 6 }, stable: { requests: 0 } } });
  });
});

describe('query texts', () => {
  const scope = {
    namespace: 'shop',
    workload: 'checkout',
    candidate: 'checkout-candidate',
    pods: [
      { name: 'checkout-5d9f-a', prefix: 'checkout-5d9f-' },
      { name: 'checkout-5d9f-b', prefix: 'checkout-5d9f-' },
      { name: 'check.out-0', prefix: null },
    ],
  };

  it('name a ReplicaSet once, however many pods it has', () => {
    expect(podRegex(scope.pods)).toBe('checkout-5d9f-[^.]+|check\\.out-0');
  });

  it('escape what comes from settings', () => {
    const config = queriesSchema.parse({ template: 'http', where: { team: 'a"b\\c\n} or up{x="' } });
    expect(queriesFor(config, scope).requests).toBe(
      'sum by (pod) (http_requests_total{namespace="shop",pod=~"checkout-5d9f-[^.]+|check\\\\.out-0",team="a\\"b\\\\c\\n} or up{x=\\""})',
    );
  });

  it('may be one’s own, with places to fill in', () => {
    const config = queriesSchema.parse({
      template: 'own',
      requests: 'rpc_total{ns="{{namespace}}",pod=~"{{ pods }}",x="{{unknown}}"}',
      errors: 'rpc_total{pod=~"{{pods}}",grpc_code!="OK"}',
    });
    expect(queriesFor(config, scope).requests).toBe(
      'sum by (pod) (rpc_total{ns="shop",pod=~"checkout-5d9f-[^.]+|check\\\\.out-0",x="{{unknown}}"})',
    );
    expect(queriesFor(config, scope).latency).toBeNull();
  });
});

describe('settings of a metric source', () => {
  it('have defaults for the common case', () => {
    expect(metricSchema.parse({ kind: 'scrape' })).toEqual({
      kind: 'scrape',
      path: '/metrics',
      via: 'auto',
      requests: { metric: 'http_requests_total', errors: { label: 'code', matches: '5..' } },
      latency: { metric: 'http_request_duration_seconds', unit: 'seconds' },
      timeoutMs: 2000,
    });
    expect(metricSchema.parse({ kind: 'scrape', latency: null })).toMatchObject({ latency: null });
  });

  it.each([
    { kind: 'graphite' },
    { kind: 'scrape', path: 'metrics' },
    { kind: 'scrape', requests: { metric: 'a{b' } },
    { kind: 'scrape', requests: { errors: { matches: '5(' } } },
    { kind: 'prometheus' },
    { kind: 'prometheus', url: 'file:///etc/passwd' },
    { kind: 'prometheus', url: 'http://p', headers: { authorization: 'Bearer literal' } },
    { kind: 'prometheus', url: 'http://p', queries: { template: 'http', where: { 'a b': 'c' } } },
  ])('are refused: %j', (config) => {
    expect(metricSchema.safeParse(config).success).toBe(false);
  });
});
