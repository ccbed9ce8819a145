import { z } from 'zod';
import type { Target } from '../../../domain/target.ts';
import type { KindRef, Kube } from '../../../platform/kube.ts';
import { isLeaving, isReady, podSchema } from '../../../workloads/objects/pod.ts';
import { podKind } from '../../../workloads/objects/refs.ts';
import { labelText } from '../../../workloads/objects/selector.ts';
import { candidateSelector } from '../../../workloads/of-target.ts';
import { switchedRef } from './switch.ts';

const sliceKind: KindRef = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' };

const sliceSchema = z.looseObject({
  endpoints: z
    .array(
      z.looseObject({
        // Absent where nobody knows, which is to be taken for ready.
        conditions: z.looseObject({ ready: z.boolean().nullish() }).nullish(),
        targetRef: z.looseObject({ kind: z.string().optional(), name: z.string().optional() }).nullish(),
      }),
    )
    .nullish(),
});

interface Behind {
  /** Names of the pods to which requests for the Service go now; null for what is no pod. */
  ready: (string | null)[];
  /** Names of the candidate's pods, and of those that could take requests. */
  candidate: Set<string>;
  able: string[];
}

/** Percent (0 to 100) of the pods behind the Service that are the candidate's, as its EndpointSlices have it. */
export async function shareBehind(kube: Kube, target: Target): Promise<number> {
  const { ready, candidate } = await readBehind(kube, target);
  const ours = ready.filter((name) => name !== null && candidate.has(name));
  return ready.length === 0 ? 0 : (100 * ours.length) / ready.length;
}

/** What is still to change in the EndpointSlices until only the candidate's pods, or none of them, get requests; null where nothing. */
export async function stillBehind(kube: Kube, target: Target, toCandidate: boolean): Promise<string | null> {
  const { ready, candidate, able } = await readBehind(kube, target);
  const { name } = switchedRef(target);
  const ours = ready.filter((each) => each !== null && candidate.has(each));
  const wait = `Kubernetes to lead Service ${name} to the`;
  if (!toCandidate) return ours.length === 0 ? null : `${wait} main pods`;
  const missing = able.filter((each) => !ready.includes(each));
  return ours.length > 0 && ours.length === ready.length && missing.length === 0 ? null : `${wait} candidate`;
}

async function readBehind(kube: Kube, target: Target): Promise<Behind> {
  const { namespace } = target;
  // Slices that somebody else keeps do not follow the selector.
  const own = {
    'kubernetes.io/service-name': switchedRef(target).name,
    'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
  };
  const [slices, listed] = await Promise.all([
    kube.list(sliceKind, namespace, labelText(own)),
    kube.list(podKind, namespace, candidateSelector(target)),
  ]);
  const endpoints = slices.flatMap((slice) => sliceSchema.parse(slice).endpoints ?? []);
  const ready = endpoints
    .filter(({ conditions }) => conditions?.ready !== false)
    .map(({ targetRef }) => (targetRef?.kind === 'Pod' && targetRef.name) || null);
  const pods = listed.map((pod) => podSchema.parse(pod));
  return {
    ready,
    candidate: new Set(pods.map(({ metadata }) => metadata.name)),
    able: pods.filter((pod) => isReady(pod) && !isLeaving(pod)).map(({ metadata }) => metadata.name),
  };
}
