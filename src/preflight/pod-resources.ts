import type { PodTemplate, TemplateContainer } from '../workloads/objects/template.ts';
import { quantity } from './quantity.ts';
import type { LimitRange } from './shapes.ts';

export type Amounts = ReadonlyMap<string, number>;

export interface Resources {
  requests: Amounts;
  limits: Amounts;
}

/**
 * What a pod of this template asks for, as a quota counts it: the larger of what its containers need together and what
 * its largest init container needs before them, or what is written for the pod as a whole; and its overhead.
 * @see https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/assign-pod-level-resources/
 */
export function podResources({ spec }: PodTemplate, ranges: readonly LimitRange[]): Resources {
  const usual = usualOf(ranges);
  const of = (kind: keyof Resources) => {
    const amounts = (container: TemplateContainer) => asked(container, kind, usual);
    const sidecars = spec.initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always');
    const running = sum([...spec.containers, ...sidecars].map(amounts));
    const first = spec.initContainers.filter(({ restartPolicy }) => restartPolicy !== 'Always').map(amounts);
    const ofContainers = largest([running, ...first]);
    return sum([new Map([...ofContainers, ...ofPod(spec, kind, ofContainers)]), read(spec.overhead)]);
  };
  return { requests: of('requests'), limits: of('limits') };
}

/** What is written for the pod as a whole. A request that is not is the sum of its containers', or else the limit. */
function ofPod({ resources }: PodTemplate['spec'], kind: keyof Resources, ofContainers: Amounts): Amounts {
  const limits = read(resources.limits);
  if (kind === 'limits') return limits;
  const missing = [...limits].filter(([name]) => !ofContainers.has(name));
  return new Map([...missing, ...read(resources.requests)]);
}

/** What the claims that a pod gets for itself come to, by the names that quotas have for it. */
export function claimsPerPod({ spec }: PodTemplate): Amounts {
  return sum(
    spec.volumes.flatMap(({ ephemeral }) => {
      if (!ephemeral) return [];
      const { storageClassName, resources } = ephemeral.volumeClaimTemplate.spec;
      const own = new Map([['persistentvolumeclaims', 1]]);
      const storage = read(resources.requests).get('storage');
      if (storage !== undefined) own.set('requests.storage', storage);
      const ofClass = [...own].map(([name, amount]): [string, number] => [
        `${storageClassName}.storageclass.storage.k8s.io/${name}`,
        amount,
      ]);
      return [new Map([...own, ['count/persistentvolumeclaims', 1], ...(storageClassName ? ofClass : [])])];
    }),
  );
}

/** What one container asks for, with what the namespace adds. */
export function containerResources(container: TemplateContainer, ranges: readonly LimitRange[]): Resources {
  const usual = usualOf(ranges);
  return { requests: asked(container, 'requests', usual), limits: asked(container, 'limits', usual) };
}

/** A request that is not written is the written limit, or else the namespace's usual one; a limit is the usual one. */
function asked({ resources }: TemplateContainer, kind: keyof Resources, usual: Resources): Amounts {
  const limits = read(resources.limits);
  return kind === 'limits'
    ? new Map([...usual.limits, ...limits])
    : new Map([...usual.requests, ...limits, ...read(resources.requests)]);
}

/**
 * What a namespace gives a container that asks for nothing. What a range does not say follows from what it allows.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/limit-range-v1/
 */
function usualOf(ranges: readonly LimitRange[]): Resources {
  const ofContainers = ranges.flatMap(({ spec }) => spec.limits.filter(({ type }) => type === 'Container'));
  const limits = ofContainers.map((each) => new Map([...read(each.max), ...read(each.default)]));
  const requests = ofContainers.map(
    (each, index) => new Map([...read(each.min), ...(limits[index] ?? []), ...read(each.defaultRequest)]),
  );
  return {
    requests: new Map(requests.flatMap((each) => [...each])),
    limits: new Map(limits.flatMap((each) => [...each])),
  };
}

/** What can be read of written amounts. */
export function read(written: Readonly<Record<string, string | number>>): Amounts {
  return new Map(
    Object.entries(written).flatMap(([name, value]): [string, number][] => {
      const amount = quantity(value);
      return amount === null ? [] : [[name, amount]];
    }),
  );
}

function sum(all: readonly Amounts[]): Amounts {
  return together(all, (a, b) => a + b);
}

function largest(all: readonly Amounts[]): Amounts {
  return together(all, Math.max);
}

function together(all: readonly Amounts[], join: (a: number, b: number) => number): Amounts {
  const result = new Map<string, number>();
  for (const amounts of all) {
    for (const [name, amount] of amounts) result.set(name, join(result.get(name) ?? 0, amount));
  }
  return result;
}
