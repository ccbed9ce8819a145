import { expect } from 'vitest';
import { createMetricSource } from '../../../src/providers/metrics/index.ts';
import type { HttpGet } from '../../../src/providers/metrics/metric-source.ts';
import { fakeCluster, fakePod, planFor } from './fake-kube.ts';
import { looking } from './looking.ts';

type Rows = { labels: Record<string, string>; value: string }[];

/** A Prometheus that answers by what a query begins with, at the server's second 1000. */
export function given(config: object, answers: (query: string) => Rows | object, secrets: Record<string, string> = {}) {
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
  const plan = planFor();
  return {
    asked,
    cluster,
    source,
    plan,
    look: looking(source, plan, () => {
      now += 5000;
    }),
  };
}

/** The labels of the candidate's pod. */
export const candidate = { pod: 'checkout-candidate-77c4-x' };
/** The labels of the stable pod. */
export const stable = { pod: 'checkout-5d9f-y' };
