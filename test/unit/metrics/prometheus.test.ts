import { describe, expect, it } from 'vitest';
import { createMetricSource } from '../../../src/providers/metrics/index.ts';
import { metricSchema } from '../../../src/providers/metrics/kinds/index.ts';
import { fakeCluster, fakePod, planFor } from './fake-kube.ts';
import { candidate, given, stable } from './fake-prometheus.ts';

describe('asking Prometheus', () => {
  it('reads both tracks of all counters at one instant of the server’s clock', async () => {
    let served = 0;
    const world = given({}, (query) => {
      if (query.startsWith('max')) return [candidate, stable].map((labels) => ({ labels, value: '999' }));
      served += 1;
      if (query.includes('_bucket') || query.startsWith('avg')) return [];
      return [candidate, stable].map((labels) => ({ labels: { ...labels, code: '200' }, value: String(served) }));
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
    [
      [{ labels: candidate, value: '1e300' }],
      'Prometheus has a counter that is 1e+300, which is more than can be counted',
    ],
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
    const labels = { ...stable, code: '200', le: '+Inf' };
    expect(await given({}, () => [{ labels, value: '1' }]).source.check(target)).toBeNull();
    expect(await given({}, () => []).source.check(target)).toMatch(/knows no requests of checkout: sum by/);
    expect(await given({}, () => ({ status: 'error', error: 'no' })).source.check(target)).toMatch(/422: no/);
  });
});

describe('settings of a metric source', () => {
  it('have defaults for the common case', () => {
    expect(metricSchema.parse({ kind: 'scrape' })).toEqual({
      kind: 'scrape',
      path: '/metrics',
      via: 'auto',
      requests: { errors: {} },
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
    { kind: 'prometheus', url: 'http://p', queries: { template: 'http', replicaLabels: ['a) or up{'] } },
  ])('are refused: %j', (config) => {
    expect(metricSchema.safeParse(config).success).toBe(false);
  });
});

it.each([
  ['prometheus_replica', {}],
  ['receive_replica', {}],
  ['__replica__', { queries: { template: 'http', replicaLabels: ['__replica__'] } }],
])('what two servers have scraped of one page counts once, told apart by %s', async (label, settings) => {
  let requests = 100;
  const world = given(settings, (query) => {
    const rows = (value: (server: number) => number) =>
      [candidate, stable].flatMap((pod) => {
        const values = [0, 1].map((server) => ({ [label]: `server-${server}`, value: value(server) }));
        if (query.includes(label))
          return values.map(({ value, ...by }) => ({ labels: { ...pod, ...by }, value: `${value}` }));
        return [{ labels: pod, value: `${values.reduce((sum, each) => sum + each.value, 0)}` }];
      });
    if (query.startsWith('max')) return rows(() => 999);
    if (query.includes('_bucket') || query.includes('offset') || query.includes('quantile')) return [];
    return rows((server) => requests - server).map((row) => ({ ...row, labels: { ...row.labels, code: '200' } }));
  });
  await world.look();
  requests += 10;
  expect(await world.look()).toMatchObject({ sample: { candidate: { requests: 10 }, stable: { requests: 10 } } });
});
