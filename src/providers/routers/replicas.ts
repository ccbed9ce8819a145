import { labelled, labels } from '../../domain/names.ts';
import type { Target } from '../../domain/target.ts';
import { type Fence, fencedWrite } from '../../platform/kube/fence.ts';
import type { Clusters, Kube, KubeObject } from '../../platform/kube.ts';
import { isLeaving, isReady, podSchema } from '../../workloads/objects/pod.ts';
import { podKind, serviceRef } from '../../workloads/objects/refs.ts';
import { labelText, selectorText } from '../../workloads/objects/selector.ts';
import { serviceSelector } from '../../workloads/objects/service.ts';
import { candidateRef, kindOf, stableRef } from '../../workloads/of-target.ts';
import { replicas } from './kinds/replicas.ts';
import type { Router } from './router.ts';
import { percentOf } from './weight.ts';

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
      const object = await clusters(target.cluster).get(serviceRef(target, service));
      if (!object) return `Service ${target.namespace}/${service} does not exist`;
      return selectorOf(object) ? null : `Service ${service} has no selector, so pods cannot be put behind it`;
    },
    prepare: async () => undefined,
    async shift({ target, fence }, route) {
      if (percentOf(route) > 0) return;
      const ref = candidateRef(target);
      const kube = clusters(target.cluster);
      const candidate = await kube.get(ref);
      // Another release's candidate is not ours to shrink; it goes with its own release.
      if (!candidate || releaseOf(target, candidate, fence) !== fence.release) return;
      await fencedWrite(kube, ref, fence, (object) => kindOf(target).withReplicas(labelled(object, fence.release), 0));
    },
    share: ({ target }) => shareOfPods(clusters(target.cluster), target),
    reaches: async ({ target }) => (await shareOfPods(clusters(target.cluster), target)) > 0,
    // Its share is that of the pods, which the steps and the pods' own watch look after: nothing else was written.
    drift: async () => null,
    clean: async () => undefined,
    leftovers: async () => [],
  };
}

/**
 * The release whose pods a candidate has. Its label can be changed by anybody, its selector by nobody: the label counts
 * under a seal, or where the selector does not say.
 */
function releaseOf(target: Target, candidate: KubeObject, { seals }: Fence): string | undefined {
  const label = candidate.metadata.labels?.[labels.release];
  if (seals.holds(candidate)) return label;
  return kindOf(target).selector(candidate)?.matchLabels?.[labels.release] ?? label;
}

/** Percent of the ready pods that are the candidate's. */
async function shareOfPods(kube: Kube, target: Target): Promise<number> {
  const selector = await podSelector(kube, target);
  if (selector === null) return 0;
  const pods = (await kube.list(podKind, target.namespace, selector)).map((pod) => podSchema.parse(pod));
  const ready = pods.filter((pod) => !isLeaving(pod) && isReady(pod));
  const candidates = ready.filter(({ metadata }) => metadata.labels[labels.track] === 'candidate');
  return ready.length === 0 ? 0 : (100 * candidates.length) / ready.length;
}

/** Of the pods behind the Service; of a worker's, those of its workload (the candidate's pods carry its labels too). */
async function podSelector(kube: Kube, target: Target): Promise<string | null> {
  const { service } = target.workload;
  if (service) return selectorOf(await kube.get(serviceRef(target, service)));
  const stable = await kube.get(stableRef(target));
  const selector = stable && kindOf(target).selector(stable);
  return selector && (selectorText(selector) || null);
}

/** Null for an empty one, which would select every pod there is. */
function selectorOf(service: KubeObject | null): string | null {
  return labelText(serviceSelector(service) ?? {}) || null;
}
