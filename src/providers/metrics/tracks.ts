import { z } from 'zod';
import { candidateLabels, candidateSelector, labels } from '../../domain/names.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Target } from '../../domain/target.ts';
import { type Selector, selectorSchema, selectorText } from '../../platform/kube/selector.ts';
import type { Kube, KubeObject } from '../../platform/kube.ts';
import type { Unit } from './counters.ts';
import type { MetricDeps } from './metric-source.ts';

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

const deploymentSchema = z.object({ spec: z.object({ selector: selectorSchema }) });

/**
 * The pods of both tracks, without those that are going away. A pod is the candidate's when it carries the
 * candidate's label or runs the plan's new image, which also tells the two apart while Kubernetes rolls a Deployment.
 * @param image the new version's image, or null to go by the label alone
 * @throws KubeError, or an Error where the Deployment is missing or not readable as one
 */
export async function trackedPods(kube: Kube, target: Target, image: string | null): Promise<TrackedPod[]> {
  const { namespace, workload } = target;
  const { selector } = deploymentSchema.parse(await deploymentOf(kube, target)).spec;
  const pods = { apiVersion: 'v1', kind: 'Pod' };
  const [own, candidates] = await Promise.all([
    kube.list(pods, namespace, selectorText(selector)),
    kube.list(pods, namespace, candidateSelector(target)),
  ]);
  const seen = new Map([...own, ...candidates].map(byUid));
  return [...seen.values()].flatMap((pod) => tracked(pod, workload.container, image) ?? []);
}

/**
 * As `trackedPods`, for a plan, without asking the API server where the namespace's pods are followed anyway. What is
 * followed may be a moment old: where it shows no running pod of the new version, the server is asked after all.
 */
export async function podsOf(deps: MetricDeps, { target, to }: Plan): Promise<TrackedPod[]> {
  const kube = deps.clusters(target.cluster);
  const { cluster, namespace, workload } = target;
  const candidates = deps.followedPods?.(cluster, namespace, candidateLabels(target));
  if (candidates) {
    const { matchLabels = {}, matchExpressions = [] } = await selectorFor(kube, target, deps.clock.now());
    const own = deps.followedPods?.(cluster, namespace, matchLabels) ?? [];
    const seen = new Map([...own.filter((pod) => matches(pod, matchExpressions)), ...candidates].map(byUid));
    const pods = [...seen.values()].flatMap((pod) => tracked(pod, workload.container, to.image) ?? []);
    if (pods.some(({ track, running }) => track === 'candidate' && running)) return pods;
  }
  return trackedPods(kube, target, to.image);
}

/** A Deployment's selector cannot be changed; only another Deployment of that name has another. */
const selectorLifeMs = 60_000;
const selectors = new WeakMap<Kube, Map<string, { selector: Selector; until: number }>>();

async function selectorFor(kube: Kube, target: Target, now: number): Promise<Selector> {
  const known = selectors.get(kube) ?? new Map<string, { selector: Selector; until: number }>();
  selectors.set(kube, known);
  const key = `${target.namespace}/${target.workload.name}`;
  const kept = known.get(key);
  if (kept && now < kept.until) return kept.selector;
  const { selector } = deploymentSchema.parse(await deploymentOf(kube, target)).spec;
  known.set(key, { selector, until: now + selectorLifeMs });
  return selector;
}

async function deploymentOf(kube: Kube, { namespace, workload }: Target): Promise<KubeObject> {
  const deployment = await kube.get({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: workload.name });
  if (!deployment) throw new Error(`there is no Deployment ${workload.name} in namespace ${namespace}`);
  return deployment;
}

function byUid(pod: KubeObject): [string, KubeObject] {
  return [pod.metadata.uid ?? pod.metadata.name, pod];
}

function matches({ metadata }: KubeObject, expressions: NonNullable<Selector['matchExpressions']>): boolean {
  const has = metadata.labels ?? {};
  return expressions.every(({ key, operator, values }) => {
    switch (operator) {
      case 'In':
        return values.includes(has[key] ?? '');
      case 'NotIn':
        return !values.includes(has[key] ?? '');
      case 'Exists':
        return key in has;
      case 'DoesNotExist':
        return !(key in has);
      default:
        throw new Error(`selector operator ${operator} is not known`);
    }
  });
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
