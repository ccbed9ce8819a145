import type { Kernel } from '../api/kernel.ts';
import { asArray, dig } from '../model/json.ts';
import { parseQuantity } from '../model/quantity.ts';
import type { Dict, KubeObject } from '../model/types.ts';
import { matchesSelector } from '../store/selectors.ts';
import { groupPods, type PodUse, type Proposal, proposeReplicas } from './replica-calculator.ts';
import type { Autoscaler, Pod } from './types.ts';

/** What pods use: CPU in thousandths of a core, memory in bytes; undefined where nothing is known. */
export type UseOf = Readonly<Record<Resource, (pod: KubeObject) => number | undefined>>;
export type Resource = 'cpu' | 'memory';

/** What one metric asks for. */
export interface MetricProposal extends Proposal {
  resource: Resource;
}

/**
 * How many pods an autoscaler wants of its target: the most that any of its metrics asks for. Words where that cannot be
 * told, as where one cannot be read and the others would have it shrink. As Kubernetes does, it looks at all pods that the
 * target's selector finds, whoever owns them.
 */
export function proposals(
  kernel: Kernel,
  autoscaler: Autoscaler,
  target: KubeObject,
  useOf: UseOf,
): { most: MetricProposal; all: readonly MetricProposal[] } | string {
  const current = Number(dig(target, 'spec', 'replicas') ?? 1);
  const selector = (dig(target, 'spec', 'selector') ?? {}) as Dict;
  const pods = (kernel.store.list('/pods', target.metadata.namespace) as Pod[]).filter((pod) =>
    matchesSelector(selector, pod.metadata.labels ?? {}),
  );
  const { metrics = [usualMetric] } = autoscaler.spec;
  const answers = metrics.map((metric) => proposalBy(metric, pods, { current, useOf, now: kernel.now() }));
  const all = answers.filter((each) => typeof each !== 'string');
  const unread = answers.find((each) => typeof each === 'string');
  const [first, ...more] = all;
  if (first === undefined) return unread ?? 'there is no metric';
  const most = more.reduce((before, each) => (each.replicas > before.replicas ? each : before), first);
  return unread !== undefined && most.replicas < current ? unread : { most, all };
}

/** Where no metric is named, Kubernetes aims at 80 % of the requested CPU. */
const usualMetric: Dict = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
};

function proposalBy(
  metric: Dict,
  pods: readonly Pod[],
  { current, useOf, now }: { current: number; useOf: UseOf; now: number },
): MetricProposal | string {
  const name = dig(metric, 'resource', 'name');
  const target = dig(metric, 'resource', 'target', 'averageUtilization');
  if (metric['type'] !== 'Resource' || (name !== 'cpu' && name !== 'memory') || typeof target !== 'number')
    return 'the sandbox knows the average utilization of the resources cpu and memory';
  if (pods.some((pod) => requestOf(pod, name) === undefined))
    return `failed to get ${name} utilization: missing request for ${name}`;
  const measure = (pod: Pod): PodUse | undefined => {
    const used = useOf[name](pod);
    return used === undefined ? undefined : { used, requested: requestOf(pod, name) ?? 0 };
  };
  const proposal = proposeReplicas(groupPods(pods, measure, now, name), { current, target });
  return proposal === undefined
    ? `failed to get ${name} utilization: did not receive metrics for targeted pods (pods might be unready)`
    : { ...proposal, resource: name };
}

/** What all containers of a pod ask for, as `UseOf` counts it; undefined where one asks for none. */
function requestOf(pod: Pod, name: Resource): number | undefined {
  const requests = asArray(pod.spec['containers']).map((container) => {
    const amount = parseQuantity(dig(container, 'resources', 'requests', name))?.value;
    return amount === undefined ? undefined : amount * (name === 'cpu' ? 1000 : 1);
  });
  return requests.reduce((sum, each) => (sum === undefined || each === undefined ? undefined : sum + each), 0);
}
