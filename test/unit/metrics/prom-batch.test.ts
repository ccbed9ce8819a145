import { describe, expect, it } from 'vitest';
import type { HttpGet } from '../../../src/providers/metrics/metric-source.ts';
import type { PromAsk } from '../../../src/providers/metrics/prom-ask.ts';
import { type BatchOptions, createPromBatcher } from '../../../src/providers/metrics/prom-batch.ts';
import { queriesSchema } from '../../../src/providers/metrics/prom-templates.ts';

type Row = Record<string, string>;

/** A Prometheus whose answers are given by query: rows, or a status that refuses. */
function given(answers: (query: string) => Row[] | number, options: Partial<BatchOptions> = {}) {
  const asked: string[] = [];
  const http: HttpGet = async (url) => {
    const query = new URL(url).searchParams.get('query') ?? '';
    asked.push(query);
    const answer = answers(query);
    if (typeof answer === 'number') return { status: answer, body: '{"status":"error","error":"no"}' };
    const result = answer.map((metric) => ({ metric, value: [1000, '7'] }));
    return { status: 200, body: JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }) };
  };
  const ask = createPromBatcher({ now: () => 0, sleep: async () => undefined }, options);
  const of = (namespace: string, workload: string, more: object = {}): PromAsk => ({
    api: { http, url: 'http://prometheus', headers: {}, timeoutMs: 1000 },
    queries: queriesSchema.parse('template' in more ? more : { template: 'http', latency: null, ...more }),
    scope: {
      namespace,
      workload,
      candidate: `${workload}-candidate`,
      pods: [{ name: `${workload}-5d9f-a`, prefix: `${workload}-5d9f-` }],
    },
    since: null,
  });
  return { asked, ask, of };
}

const shop = { namespace: 'shop', pod: 'cart-5d9f-a' };
const bank = { namespace: 'bank', pod: 'cart-5d9f-a' };

describe('asking Prometheus for many looks', () => {
  it('takes one set of queries and gives each look what is its own', async () => {
    const { ask, asked, of } = given(() => [shop, bank, { namespace: 'bank', pod: 'other-5d9f-z' }]);
    const [a, b] = await Promise.all([ask(of('shop', 'cart')), ask(of('bank', 'cart'))]);
    expect(asked).toHaveLength(2);
    expect(asked[1]).toBe(
      'sum by (namespace, pod, instance, job, prometheus_replica, receive_replica, code) (http_requests_total{namespace=~"shop|bank",pod=~"cart-5d9f-[^.]+"})',
    );
    for (const points of [a.freshness, a.requests]) expect(points.map((one) => one.labels)).toEqual([shop]);
    for (const points of [b.freshness, b.requests]) expect(points.map((one) => one.labels)).toEqual([bank]);
  });

  it('asks as ever for a look that is alone', async () => {
    const { ask, asked, of } = given(() => [{ pod: 'cart-5d9f-a' }]);
    expect((await ask(of('shop', 'cart'))).requests).toHaveLength(1);
    expect(asked[1]).toBe(
      'sum by (pod, instance, job, prometheus_replica, receive_replica, code) (http_requests_total{namespace="shop",pod=~"cart-5d9f-[^.]+"})',
    );
  });

  it('tells meshed workloads apart by namespace', async () => {
    const istio = { template: 'istio', reporter: 'source' };
    const row = (space: string) => ({ destination_workload_namespace: space, destination_workload: 'cart' });
    const { ask, asked, of } = given(() => [row('shop'), row('bank')]);
    const both = await Promise.all([ask(of('shop', 'cart', istio)), ask(of('bank', 'cart', istio))]);
    expect(both.map(({ requests }) => requests.map((one) => one.labels))).toEqual([[row('shop')], [row('bank')]]);
    expect(asked).toHaveLength(3);
  });

  it('never joins what is set up otherwise, or queries of somebody’s own', async () => {
    const own = { template: 'own', requests: 'r{pod=~"{{pods}}"}', errors: 'e{pod=~"{{pods}}"}' };
    const other = given(() => []);
    await Promise.all([other.ask(other.of('shop', 'cart')), other.ask(other.of('bank', 'cart', { podLabel: 'p' }))]);
    expect(other.asked.length).toBeGreaterThan(0);
    for (const query of other.asked) expect(query).not.toContain('shop|bank');
    const mine = given(() => []);
    await Promise.all([mine.ask(mine.of('shop', 'cart', own)), mine.ask(mine.of('bank', 'cart', own))]);
    expect(mine.asked).toHaveLength(2);
  });

  it.each([400, 413, 414, 422, 431])('asks for each alone where all together are refused with %i', async (status) => {
    const { ask, of } = given((query) => {
      if (query.includes('=~"shop|bank"') || query.includes('"bank"')) return status;
      return [{ pod: 'cart-5d9f-a' }];
    });
    const [good, bad] = await Promise.allSettled([ask(of('shop', 'cart')), ask(of('bank', 'cart'))]);
    expect(good).toMatchObject({ status: 'fulfilled', value: { requests: [{ value: 7 }] } });
    expect(bad).toMatchObject({ status: 'rejected', reason: new Error(`Prometheus answered ${status}: no`) });
  });

  it('fails for all where Prometheus itself fails, without asking again', async () => {
    const { ask, asked, of } = given(() => 503);
    const both = await Promise.allSettled([ask(of('shop', 'cart')), ask(of('bank', 'cart'))]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(asked).toHaveLength(1);
  });

  it('splits where too many looks come at once, or where they would make the address too long', async () => {
    const few = given(() => [], { scopes: 2 });
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => few.ask(few.of('shop', name))));
    expect(few.asked).toHaveLength(3);
    const short = given(() => [], { length: 150 });
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => short.ask(short.of('shop', name))));
    expect(short.asked.length).toBeGreaterThan(1);
    expect(short.asked.length).toBeLessThan(5);
  });

  it('keeps names literal in what many looks share', async () => {
    const { ask, asked, of } = given(() => []);
    await Promise.all([ask(of('sh.op"}', 'ca|rt')), ask(of('bank', 'cart'))]);
    expect(asked[0]).toContain('namespace=~"sh\\\\.op\\"\\\\}|bank"');
    expect(asked[0]).toContain('pod=~"ca\\\\|rt-5d9f-[^.]+|cart-5d9f-[^.]+"');
  });
});
