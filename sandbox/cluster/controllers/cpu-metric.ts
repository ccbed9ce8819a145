import type { Kernel } from '../api/kernel.ts';
import { asArray, dig } from '../model/json.ts';
import type { Dict, KubeObject } from '../model/types.ts';
import { matchesSelector } from '../store/selectors.ts';
import { type CpuUse, groupPods, type Proposal, proposeReplicas } from './replica-calculator.ts';
import type { Autoscaler, Pod } from './types.ts';

/**
 * How many pods an autoscaler wants of its target; words where that cannot be told. As Kubernetes does, it looks at all
 * pods that the target's selector finds, whoever owns them.
 * @param cpuOf thousandths of a core
 */
export function cpuProposal(
  kernel: Kernel,
  autoscaler: Autoscaler,
  target: KubeObject,
  cpuOf: (pod: KubeObject) => number | undefined,
): Proposal | string {
  const percent = targetOf(autoscaler);
  if (percent === undefined) return 'the sandbox knows one metric: the average utilization of the resource cpu';
  const selector = (dig(target, 'spec', 'selector') ?? {}) as Dict;
  const pods = (kernel.store.list('/pods', target.metadata.namespace) as Pod[]).filter((pod) =>
    matchesSelector(selector, pod.metadata.labels ?? {}),
  );
  if (pods.some((pod) => requestOf(pod) === undefined)) {
    return 'failed to get cpu utilization: missing request for cpu';
  }
  const measure = (pod: Pod): CpuUse | undefined => {
    const used = cpuOf(pod);
    return used === undefined ? undefined : { used, requested: requestOf(pod) ?? 0 };
  };
  const current = Number(dig(target, 'spec', 'replicas') ?? 1);
  return (
    proposeReplicas(groupPods(pods, measure, kernel.now()), { current, target: percent }) ??
    'failed to get cpu utilization: did not receive metrics for targeted pods (pods might be unready)'
  );
}

/** Percent of the requested CPU; where no metric is named, Kubernetes aims at 80. Undefined for any other metric. */
function targetOf({ spec }: Autoscaler): number | undefined {
  const [metric, ...more] = spec.metrics ?? [];
  if (metric === undefined) return 80;
  if (more.length > 0 || metric['type'] !== 'Resource' || dig(metric, 'resource', 'name') !== 'cpu') return undefined;
  const percent = dig(metric, 'resource', 'target', 'averageUtilization');
  return typeof percent === 'number' ? percent : undefined;
}

/** Thousandths of a core that all containers of a pod ask for; undefined where one asks for none. */
function requestOf(pod: Pod): number | undefined {
  const requests = asArray(pod.spec['containers']).map((container) =>
    millicores(dig(container, 'resources', 'requests', 'cpu')),
  );
  return requests.reduce((sum, each) => (sum === undefined || each === undefined ? undefined : sum + each), 0);
}

/** `250m`, `0.25` or 0.25 of a core. */
function millicores(quantity: unknown): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(m?)$/.exec(String(quantity)) ?? [];
  return number === undefined ? undefined : Number(number) * (unit === 'm' ? 1 : 1000);
}
