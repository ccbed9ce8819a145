import { z } from 'zod';
import type { KubeObject } from '../../platform/kube.ts';
import type { Condition } from '../objects/pod.ts';
import { shorten, timeOf } from '../trouble/status.ts';
import type { Refusal } from '../workload.ts';
import { rolloutSchema } from './shape.ts';

/**
 * What no waiting changes: a policy, or a pod that can never be valid. A quota may become free, an account or a webhook may
 * come, and what is not known here may pass as well.
 */
const final = [
  /violates PodSecurity/,
  /denied (?:the )?request/,
  /is invalid:/,
  /failed quota: .*must specify/,
  /(?:maximum|minimum) \S+ usage per|limit to request ratio/,
  /unable to validate against any (?:pod security policy|security context constraint)/,
];

const countSchema = z.object({ status: z.looseObject({ updatedReplicas: z.number().default(0) }).prefault({}) });

/**
 * Why the API server lets no pod of a Deployment be made (a quota, an admission policy): the failure of a ReplicaSet, which
 * its Deployment shows, or that of making the ReplicaSet itself. Null where nothing is refused, or pods were before its present
 * spec was seen.
 */
export function podsRefused(object: KubeObject): Refusal | null {
  const read = rolloutSchema.safeParse(object).data;
  const found = read?.status.conditions.find((condition) => isRefusal(condition, isObserved(read)));
  if (!found) return null;
  const message = found.message || found.reason || '';
  return {
    detail: shorten(message.replace(/^.*?\b\S+ "[^"]*" is forbidden: /, '')),
    final: final.some((pattern) => pattern.test(message)),
    since: timeOf(found.lastTransitionTime ?? found.lastUpdateTime) ?? 0,
    some: countSchema.parse(object).status.updatedReplicas > 0,
  };
}

function isObserved({ metadata, status }: z.infer<typeof rolloutSchema>): boolean {
  return status.observedGeneration >= metadata.generation;
}

function isRefusal({ type, status, reason }: Condition, observed: boolean): boolean {
  if (type === 'ReplicaFailure') return observed && status === 'True' && reason === 'FailedCreate';
  // The controller does not note the spec as seen before it has made its ReplicaSet.
  return type === 'Progressing' && status === 'False' && reason === 'ReplicaSetCreateError';
}
