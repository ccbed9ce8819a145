import { z } from 'zod';
import { candidateSelector, labels } from '../../domain/names.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Target } from '../../domain/target.ts';
import type { Kube, KubeObject } from '../../platform/kube.ts';
import type { Unit } from './counters.ts';

/** A pod of the workload, as far as measuring needs it. */
export interface TrackedPod {
  uid: string;
  name: string;
  /** What the names of all pods of its ReplicaSet begin with; null where it has none. */
  prefix: string | null;
  track: Unit['track'];
  running: boolean;
  ready: boolean;
  /** Null before it has one. */
  ip: string | null;
  /** Restarts of the workload's container. */
  restarts: number;
  /** Milliseconds since the epoch; null where the server does not say. */
  createdAt: number | null;
}

const podSchema = z.object({
  metadata: z.object({
    name: z.string(),
    uid: z.string(),
    generateName: z.string().optional(),
    creationTimestamp: z.string().nullish(),
    deletionTimestamp: z.string().nullish(),
    labels: z.record(z.string(), z.string()).default({}),
  }),
  spec: z.object({ containers: z.array(z.object({ name: z.string(), image: z.string() })) }),
  status: z
    .object({
      phase: z.string().default(''),
      podIP: z.string().optional(),
      containerStatuses: z
        .array(z.object({ name: z.string(), ready: z.boolean().default(false), restartCount: z.number().default(0) }))
        .default([]),
    })
    .prefault({}),
});

const selectorSchema = z.object({
  matchLabels: z.record(z.string(), z.string()).default({}),
  matchExpressions: z
    .array(z.object({ key: z.string(), operator: z.string(), values: z.array(z.string()).default([]) }))
    .default([]),
});
const deploymentSchema = z.object({ spec: z.object({ selector: selectorSchema }) });

/**
 * The pods of both tracks, without those that are going away. A pod is the candidate's when it carries the
 * candidate's label or runs the plan's new image, which also tells the two apart while Kubernetes rolls a Deployment.
 * @param image the new version's image, or null to go by the label alone
 * @throws KubeError, or an Error where the Deployment is missing or not readable as one
 */
export async function trackedPods(kube: Kube, target: Target, image: string | null): Promise<TrackedPod[]> {
  const { namespace, workload } = target;
  const deployment = await kube.get({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: workload.name });
  if (!deployment) throw new Error(`there is no Deployment ${workload.name} in namespace ${namespace}`);
  const pods = { apiVersion: 'v1', kind: 'Pod' };
  const [own, candidates] = await Promise.all([
    kube.list(pods, namespace, selectorOf(deployment)),
    kube.list(pods, namespace, candidateSelector(target)),
  ]);
  const seen = new Map([...own, ...candidates].map((pod) => [pod.metadata.uid ?? pod.metadata.name, pod]));
  return [...seen.values()].flatMap((pod) => tracked(pod, workload.container, image) ?? []);
}

/** As `trackedPods`, for a plan. */
export function podsOf(kube: Kube, plan: Plan): Promise<TrackedPod[]> {
  return trackedPods(kube, plan.target, plan.to.image);
}

function tracked(raw: KubeObject, container: string, image: string | null): TrackedPod | null {
  const { metadata, spec, status } = podSchema.parse(raw);
  if (metadata.deletionTimestamp || status.phase === 'Succeeded' || status.phase === 'Failed') return null;
  const runs = spec.containers.find(({ name }) => name === container)?.image;
  const isCandidate = metadata.labels[labels.track] === 'candidate' || (image !== null && runs === image);
  const own = status.containerStatuses.find(({ name }) => name === container);
  const created = Date.parse(metadata.creationTimestamp ?? '');
  return {
    uid: metadata.uid,
    name: metadata.name,
    prefix: metadata.generateName ?? null,
    track: isCandidate ? 'candidate' : 'stable',
    running: status.phase === 'Running',
    ready: own?.ready ?? false,
    ip: status.podIP || null,
    restarts: own?.restartCount ?? 0,
    createdAt: Number.isNaN(created) ? null : created,
  };
}

/** A Deployment's selector in the words of the API's `labelSelector`. */
function selectorOf(deployment: KubeObject): string {
  const { matchLabels, matchExpressions } = deploymentSchema.parse(deployment).spec.selector;
  const terms = matchExpressions.map(({ key, operator, values }) => {
    switch (operator) {
      case 'In':
        return `${key} in (${values.join(',')})`;
      case 'NotIn':
        return `${key} notin (${values.join(',')})`;
      case 'Exists':
        return key;
      case 'DoesNotExist':
        return `!${key}`;
      default:
        throw new Error(`selector operator ${operator} is not known`);
    }
  });
  return [...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`), ...terms].join(',');
}
