import { describe, expect, it } from 'vitest';
import { sinceLastMeasurement } from '../../../src/providers/metrics/counters.ts';
import { queriesFor } from '../../../src/providers/metrics/prom-queries.ts';
import { queriesSchema } from '../../../src/providers/metrics/prom-templates.ts';
import { spanned } from '../../../src/providers/metrics/summaries.ts';
import type { Unit } from '../../../src/providers/metrics/unit.ts';
import { countersWith, sumsOn, unitWith } from '../../support/counters.ts';
import { candidate, given, stable } from './fake-prometheus.ts';

const names = {
  requests: { metric: 'http_requests_total', errors: { label: 'code', matches: '5..' } },
  durations: { metric: 'took', unit: 'milliseconds' },
} as const;
const served = 'http_requests_total{code="200"} 9';
const page = (...lines: string[]) => sumsOn([served, ...lines].join('\n'), names);

describe('a page with a summary', () => {
  it('has its quantiles in seconds', () => {
    const { quantiles, buckets, facts } = page('took{quantile="0.5"} 80', 'took{quantile="0.99"} 250', 'took_count 9');
    expect(buckets).toEqual([]);
    expect(facts.durations).toMatchObject({ known: true, buckets: false, quantiles: ['0.5', '0.99'] });
    expect(quantiles).toEqual([
      { q: 0.5, seconds: 0.08, least: 0.08, most: 0.08 },
      { q: 0.99, seconds: 0.25, least: 0.25, most: 0.25 },
    ]);
  });

  it('counts each of its series by its requests, and leaves out those that have seen none', () => {
    const { quantiles } = page(
      'took{path="/a",quantile="0.99"} 100\ntook_sum{path="/a"} 1\ntook_count{path="/a"} 300',
      'took{path="/b",quantile="0.99"} 900\ntook_count{path="/b"} 100',
      'took{path="/c",quantile="0.99"} NaN\ntook_count{path="/c"} 0',
    );
    expect(quantiles).toEqual([{ q: 0.99, seconds: expect.closeTo(0.3, 9), least: 0.1, most: 0.9 }]);
  });

  it('leaves out a series whose quantile is 0, as some clients write it where nothing was observed lately', () => {
    const { quantiles, facts } = page(
      'took{path="/old",quantile="0.99"} 0.0\ntook_count{path="/old"} 1000000',
      'took{path="/pay",quantile="0.99"} 900\ntook_count{path="/pay"} 100',
    );
    expect(quantiles).toEqual([{ q: 0.99, seconds: 0.9, least: 0.9, most: 0.9 }]);
    expect(facts.durations?.ready).toEqual(['0.99']);
    expect(page('took{quantile="0.99"} 0\ntook_count 5').facts.durations?.ready).toEqual([]);
  });

  it('has none where it is a histogram, or nothing of the name', () => {
    const histogram = page('took_bucket{le="100"} 4\ntook_bucket{le="+Inf"} 9\ntook_sum 1\ntook_count 9');
    expect(histogram).toMatchObject({ quantiles: [], buckets: [{ count: 4 }, { count: 9 }] });
    expect(page()).toMatchObject({ quantiles: [], buckets: [], facts: { durations: { known: false } } });
  });

  it.each([
    ['took{quantile="p99"} 1', /line 2: took has a quantile "p99", not 0 to 1/],
    ['took 1', /line 2: took has a quantile "", not 0 to 1/],
    ['took{quantile="99"} 1', /not 0 to 1/],
    ['took{quantile="0.99"} -1', /line 2: took has a quantile that is -1/],
    ['took{quantile="0.99"} +Inf', /is Infinity/],
    [Array.from({ length: 21 }, (_, at) => `took{quantile="0.${at + 10}"} 1`).join('\n'), /more than 20 quantiles/],
  ])('is refused where it says %s', (line, why) => {
    expect(() => page(line)).toThrow(why);
  });
});

describe('pods with ready quantiles', () => {
  const unit = (key: string, requests: number, seconds: number): Unit =>
    unitWith(key, countersWith(requests), { quantiles: [{ q: 0.99, seconds, least: seconds, most: seconds }] });

  it('count by what each has served since the last look, and those that served nothing do not', () => {
    const units = (a: number, b: number) => [unit('a', a, 0.1), unit('b', b, 0.5), unit('c', 7, 9)];
    const { checkpoint } = sinceLastMeasurement(null, 1000, units(0, 0));
    const { measurement } = sinceLastMeasurement(checkpoint, 2000, units(30, 10));
    expect(measurement).toMatchObject({
      kind: 'sample',
      sample: {
        candidate: {
          requests: 40,
          buckets: [],
          quantiles: [{ q: 0.99, seconds: 0.2, least: 0.1, most: 0.5, looks: 1 }],
        },
      },
    });
  });

  it('count each series by what it has observed since the last look, and not by its life', () => {
    const summary = (id: string, count: number, seconds: number) => ({
      id,
      count,
      ready: [{ q: 0.99, seconds, least: seconds, most: seconds }],
    });
    const units = (requests: number, old: number, pay: number) => [
      unitWith('a', countersWith(requests), { summaries: [summary('/old', old, 0.1), summary('/pay', pay, 2)] }),
    ];
    const { checkpoint } = sinceLastMeasurement(null, 1000, units(1_000_100, 1_000_000, 100));
    const { measurement } = sinceLastMeasurement(checkpoint, 2000, units(1_000_200, 1_000_010, 190));
    const seconds = expect.closeTo(1.81, 9);
    expect(measurement).toMatchObject({
      sample: { candidate: { quantiles: [{ q: 0.99, seconds, least: 0.1, most: 2, looks: 1 }] } },
    });
  });

  it('say nothing beside buckets', () => {
    const both = (requests: number): Unit[] => {
      const one = unit('a', requests, 0.1);
      return [{ ...one, counters: countersWith(requests, 0, undefined, [{ le: null, count: requests }]) }];
    };
    const { checkpoint } = sinceLastMeasurement(null, 1000, both(1));
    const { measurement } = sinceLastMeasurement(checkpoint, 2000, both(5));
    expect(measurement.kind === 'sample' && measurement.sample.candidate).not.toHaveProperty('quantiles');
  });

  it('that have served nothing have no quantile together', () => {
    expect(spanned([{ ready: [{ q: 0.99, seconds: 1, least: 1, most: 1 }], weight: 0 }])).toEqual([]);
  });
});

describe('Prometheus', () => {
  const both = (more: object, value: string) =>
    [candidate, stable].map((labels) => ({ labels: { ...labels, ...more }, value }));

  it('is asked for quantiles where it has no buckets', async () => {
    let requests = 0;
    const world = given({}, (query) => {
      if (query.startsWith('max')) return both({}, '999');
      if (query.startsWith('avg')) return [...both({ quantile: '0.99' }, '0.25'), ...both({ quantile: '0.5' }, 'NaN')];
      return query.includes('_bucket') ? [] : both({ code: '200' }, String(requests));
    });
    await world.look();
    requests = 20;
    const quantiles = [{ q: 0.99, seconds: 0.25, least: 0.25, most: 0.25, looks: 1 }];
    expect(await world.look()).toMatchObject({ sample: { candidate: { quantiles }, stable: { quantiles } } });
    expect(world.asked.at(-1)).toMatchObject({
      query: expect.stringMatching(
        /^avg by \(pod, instance, job, prometheus_replica, receive_replica, quantile\) \(http_request_duration_seconds\{.*,quantile=~"\.\+"\} > 0\)$/,
      ),
      time: '1000',
    });
  });

  it('is not asked for them where it has buckets', async () => {
    const world = given({}, (query) => {
      if (query.startsWith('max')) return both({}, '999');
      return query.includes('_bucket') ? both({ le: '+Inf' }, '9') : both({ code: '200' }, '9');
    });
    await world.look();
    expect(world.asked.map(({ query }) => query).filter((query) => query.includes('quantile'))).toEqual([]);
  });

  it('may have them by a query of one’s own, which keeps the label', async () => {
    const latency = 'label_replace(histogram_quantile(0.99, q{pod=~"{{pods}}"}), "quantile", "0.99", "", "")';
    const queries = { template: 'own', requests: 'r', errors: 'e', latency, unit: 'milliseconds' };
    let requests = 0;
    const world = given({ queries }, (query) => {
      if (query.startsWith('max')) return both({}, '999');
      return query.includes('histogram_quantile') ? both({ quantile: '0.99' }, '250') : both({}, String(requests));
    });
    await world.look();
    requests = 20;
    const quantiles = [{ q: 0.99, seconds: 0.25, least: 0.25, most: 0.25, looks: 1 }];
    expect(await world.look()).toMatchObject({ sample: { candidate: { quantiles } } });
    const scope = { namespace: 'shop', workload: 'checkout', candidate: 'checkout-candidate', pods: [] };
    expect(queriesFor(queriesSchema.parse(queries), scope).durations).toMatch(/^label_replace/);
  });
});
