import { createMetricSource } from '../../../src/providers/metrics/index.ts';
import type { HttpGet } from '../../../src/providers/metrics/metric-source.ts';
import { type FakeCluster, fakeCluster, planFor } from './fake-kube.ts';
import { looking } from './looking.ts';

const t0 = Date.parse('2026-11-21T10:00:00Z');

/** A cluster whose pages are texts by pod name; a missing text refuses the connection. */
export function given(pods: FakeCluster['pods'], config: object = {}, http?: HttpGet) {
  const cluster = fakeCluster();
  cluster.pods = pods;
  const pages: Record<string, string> = {};
  const asked: string[] = [];
  cluster.page = async (pod, path, port) => {
    asked.push(`${pod}:${port}${path}`);
    const body = pages[pod];
    if (body === undefined) throw new Error('connection refused');
    return { status: 200, headers: {}, body };
  };
  let now = t0;
  const clock = { now: () => now, sleep: async () => undefined };
  const none: HttpGet = async () => {
    throw new Error('no network');
  };
  const source = createMetricSource(
    { clusters: () => cluster.kube, clock, http: http ?? none, podNetwork: () => http !== undefined },
    { kind: 'scrape', ...config },
  );
  const plan = planFor();
  return {
    /** Ms since the epoch. */
    now: () => now,
    cluster,
    pages,
    asked,
    plan,
    source,
    look: looking(source, plan, () => {
      now += 5000;
    }),
  };
}
