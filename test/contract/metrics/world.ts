import type { Plan } from '../../../src/domain/plan.ts';
import type { ProviderConfig } from '../../../src/domain/target.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { createMetricSource } from '../../../src/providers/metrics/index.ts';
import type { HttpGet, MetricDeps, MetricSource } from '../../../src/providers/metrics/metric-source.ts';
import { type FakeCluster, fakeCluster, fakePod, planFor } from '../../unit/metrics/fake-kube.ts';
import { type TinyPod, tinyPod } from './pages.ts';

/** A workload of its own: two pods of stable, two of the candidate, each with a real page. */
export interface World {
  cluster: FakeCluster;
  plan: Plan;
  /** By pod name. */
  pages: Map<string, TinyPod>;
  stable: [TinyPod, TinyPod];
  candidate: [TinyPod, TinyPod];
}

export async function openWorld(workload: string): Promise<World> {
  const cluster = fakeCluster(workload);
  const names = [
    `${workload}-5d9f-aaaaa`,
    `${workload}-5d9f-bbbbb`,
    `${workload}-candidate-77c4-ccccc`,
    `${workload}-candidate-77c4-ddddd`,
  ];
  const [a, b, c, d] = [await tinyPod(), await tinyPod(), await tinyPod(), await tinyPod()];
  const pages = new Map(names.map((name, at) => [name, [a, b, c, d][at] ?? a]));
  cluster.pods = names.map((name) => fakePod(name, { workload, candidate: name.includes('-candidate-') }));
  for (const [at, pod] of cluster.pods.entries()) Object.assign(pod['status'] as object, { podIP: `10.0.0.${at}` });
  cluster.page = async (pod, path) => {
    const answer = await fetch(`http://${pages.get(pod)?.address}${path}`);
    return { status: answer.status, headers: {}, body: await answer.text() };
  };
  return { cluster, plan: planFor(workload), pages, stable: [a, b], candidate: [c, d] };
}

export async function closeWorld(world: World): Promise<void> {
  await Promise.all([...world.pages.values()].map((pod) => pod.close()));
}

/** Real HTTP, where `route` may send an address elsewhere. */
export function httpGet(route: (url: string) => string = (url) => url): HttpGet {
  return async (url, { headers, timeoutMs }) => {
    const answer = await fetch(route(url), { headers: headers ?? {}, signal: AbortSignal.timeout(timeoutMs) });
    return { status: answer.status, body: await answer.text() };
  };
}

export function sourceOf(world: World, config: ProviderConfig, deps: Partial<MetricDeps>): MetricSource {
  return createMetricSource(
    { clusters: () => world.cluster.kube, clock: systemClock, http: httpGet(), ...deps },
    config,
  );
}
