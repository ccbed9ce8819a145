import { z } from 'zod';
import { candidateName, labelled, labels } from '../../domain/names.ts';
import type { Target } from '../../domain/target.ts';
import { type Fence, fencedWrite } from '../../platform/kube/fence.ts';
import { selectorSchema, selectorText } from '../../platform/kube/selector.ts';
import type { Clusters, Kube, KubeObject } from '../../platform/kube.ts';
import { replicas } from './kinds/replicas.ts';
import type { Router } from './router.ts';
import { percentOf } from './weight.ts';

const podSchema = z.looseObject({
  metadata: z.looseObject({ labels: z.record(z.string(), z.string()).default({}) }),
  status: z
    .looseObject({ conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })).default([]) })
    .prefault({}),
});

/**
 * No router: both tracks stand behind the user's Service, and the share is that of the candidate's ready pods. More
 * traffic means more pods, which is the work of the steps; none means none of the candidate's pods, at once.
 */
export function replicasRouter({ clusters }: { clusters: Clusters }): Router {
  return {
    traits: replicas.traits({ kind: 'replicas' }),
    async check(target) {
      const { service } = target.workload;
      // A worker without a Service takes its work by itself: its share is that of the pods all the same.
      if (!service) return null;
      const object = await readService(clusters(target.cluster), target, service);
      if (!object) return `Service ${target.namespace}/${service} does not exist`;
      return selectorOf(object) ? null : `Service ${service} has no selector, so pods cannot be put behind it`;
    },
    prepare: async () => undefined,
    async shift({ target, fence }, route) {
      if (percentOf(route) > 0) return;
      const { namespace, cluster } = target;
      const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: candidateName(target) };
      const kube = clusters(cluster);
      const candidate = await kube.get(ref);
      // Another release's candidate is not ours to shrink; it goes with its own release.
      if (!candidate || releaseOf(candidate, fence) !== fence.release) return;
      await fencedWrite(kube, ref, fence, (object) => ({
        ...labelled(object, fence.release),
        spec: { ...(object['spec'] as object), replicas: 0 },
      }));
    },
    share: ({ target }) => shareOfPods(clusters(target.cluster), target),
    clean: async () => undefined,
    leftovers: async () => [],
  };
}

const pickySchema = z.looseObject({ spec: z.looseObject({ selector: selectorSchema }) });

/**
 * The release whose pods a candidate has. Its label can be changed by anybody, its selector by nobody: the label counts
 * under a seal, or where the selector does not say.
 */
function releaseOf(candidate: KubeObject, { seals }: Fence): string | undefined {
  const label = candidate.metadata.labels?.[labels.release];
  if (seals.holds(candidate)) return label;
  const selector = pickySchema.safeParse(candidate).data?.spec.selector;
  return selector?.matchLabels?.[labels.release] ?? label;
}

/** Percent of the ready pods that are the candidate's. */
async function shareOfPods(kube: Kube, target: Target): Promise<number> {
  const selector = await podSelector(kube, target);
  if (selector === null) return 0;
  const pods = await kube.list({ apiVersion: 'v1', kind: 'Pod' }, target.namespace, selector);
  const ready = pods.filter((pod) => !pod.metadata.deletionTimestamp && isReady(pod));
  const candidates = ready.filter((pod) => pod.metadata.labels?.[labels.track] === 'candidate');
  return ready.length === 0 ? 0 : (100 * candidates.length) / ready.length;
}

/** Of the pods behind the Service; of a worker's, those of its Deployment (the candidate's pods carry its labels too). */
async function podSelector(kube: Kube, target: Target): Promise<string | null> {
  const { service, name } = target.workload;
  if (service) {
    const object = await readService(kube, target, service);
    return object && selectorOf(object);
  }
  const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: target.namespace, name };
  const deployment = await kube.get(ref);
  const parsed = z.looseObject({ spec: z.looseObject({ selector: selectorSchema }) }).safeParse(deployment);
  return parsed.success ? selectorText(parsed.data.spec.selector) || null : null;
}

const labelsSchema = z.record(z.string(), z.string());

function readService(kube: Kube, target: Target, name: string): Promise<KubeObject | null> {
  return kube.get({ apiVersion: 'v1', kind: 'Service', namespace: target.namespace, name });
}

function selectorOf(service: KubeObject): string | null {
  const parsed = z.looseObject({ spec: z.looseObject({ selector: labelsSchema }) }).safeParse(service);
  return parsed.success ? toSelector(parsed.data.spec.selector) : null;
}

/** Null for an empty one, which would select every pod there is. */
function toSelector(wanted: Record<string, string>): string | null {
  const terms = Object.entries(wanted).map(([key, value]) => `${key}=${value}`);
  return terms.length === 0 ? null : terms.join(',');
}

function isReady(pod: KubeObject): boolean {
  const { status } = podSchema.parse(pod);
  return status.conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True');
}
