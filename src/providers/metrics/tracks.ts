import { candidateLabels, candidateName } from '../../domain/names.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Target } from '../../domain/target.ts';
import type { Kube, KubeObject } from '../../platform/kube.ts';
import { hasEnded, isLeaving, podSchema } from '../../workloads/objects/pod.ts';
import { podKind } from '../../workloads/objects/refs.ts';
import { meets, type Selector, selectorText } from '../../workloads/objects/selector.ts';
import { candidateSelector, kindOf, stableRef, stableTitle } from '../../workloads/of-target.ts';
import { isOfNewVersion, newByImage } from '../../workloads/versions/new-version.ts';
import type { Versions } from '../../workloads/versions/note.ts';
import type { PodOwner } from '../../workloads/workload.ts';
import type { MetricDeps } from './metric-source.ts';
import type { Unit } from './unit.ts';

/** A pod of the workload, as far as measuring needs it. */
export interface TrackedPod {
  uid: string;
  name: string;
  /** What the names of all pods of its revision begin with; null where they have nothing in common. */
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

/**
 * The pods of both tracks, without those that are going away. A pod is of a workload when that controls it: labels alone
 * are a sibling's as well. It is the candidate's when the candidate controls it, or stable in its new version, which also
 * tells the two apart while Kubernetes rolls the workload.
 * @param plan what tells the versions apart, or null where there is but one
 * @throws KubeError, or an Error where the workload is missing or not readable as one
 */
export async function trackedPods(kube: Kube, target: Target, plan: Versions | null): Promise<TrackedPod[]> {
  const { namespace } = target;
  const selector = await selectorOf(kube, target);
  const [own, candidates] = await Promise.all([
    kube.list(podKind, namespace, selectorText(selector)),
    kube.list(podKind, namespace, candidateSelector(target)),
  ]);
  return tracked(kube, target, plan, [...own, ...candidates]);
}

/**
 * As `trackedPods`, for a plan, without asking the API server where the namespace's pods are followed anyway. What is
 * followed may be a moment old: where it shows no running pod of the new version, the server is asked after all.
 */
export async function podsOf(deps: MetricDeps, plan: Plan): Promise<TrackedPod[]> {
  const { target } = plan;
  const kube = deps.clusters(target.cluster);
  const { cluster, namespace } = target;
  const candidates = deps.followedPods?.(cluster, namespace, candidateLabels(target));
  if (candidates) {
    const { matchLabels = {}, matchExpressions = [] } = await selectorFor(kube, target, deps.clock.now());
    const own = deps.followedPods?.(cluster, namespace, matchLabels) ?? [];
    const met = own.filter(({ metadata }) => meets(metadata.labels ?? {}, matchExpressions));
    const pods = await tracked(kube, target, plan, [...met, ...candidates]);
    if (pods.some(({ track, running }) => track === 'candidate' && running)) return pods;
  }
  return trackedPods(kube, target, plan);
}

/** A workload's selector cannot be changed; only another workload of that name has another. */
const selectorLifeMs = 60_000;
const selectors = new WeakMap<Kube, Map<string, { selector: Selector; until: number }>>();

async function selectorFor(kube: Kube, target: Target, now: number): Promise<Selector> {
  const known = selectors.get(kube) ?? new Map<string, { selector: Selector; until: number }>();
  selectors.set(kube, known);
  const key = `${target.namespace}/${stableTitle(target)}`;
  const kept = known.get(key);
  if (kept && now < kept.until) return kept.selector;
  const selector = await selectorOf(kube, target);
  known.set(key, { selector, until: now + selectorLifeMs });
  return selector;
}

async function selectorOf(kube: Kube, target: Target): Promise<Selector> {
  const stable = await kube.get(stableRef(target));
  if (!stable) throw new Error(`there is no ${stableTitle(target)} in namespace ${target.namespace}`);
  const selector = kindOf(target).selector(stable);
  if (!selector) throw new Error(`${stableTitle(target)} in namespace ${target.namespace} has no selector`);
  return selector;
}

function byUid(pod: KubeObject): [string, KubeObject] {
  return [pod.metadata.uid ?? pod.metadata.name, pod];
}

async function tracked(
  kube: Kube,
  target: Target,
  plan: Versions | null,
  pods: readonly KubeObject[],
): Promise<TrackedPod[]> {
  const { ownerOf } = kindOf(target);
  const { name, container } = target.workload;
  const found = await Promise.all(
    [...new Map(pods.map(byUid)).values()].map(async (pod) => {
      const owner = ownerOf(pod);
      if (owner?.workload === candidateName(target)) return trackedPod(pod, owner, container, 'candidate');
      if (owner?.workload !== name) return null;
      const isNew = plan !== null && (newByImage(plan, pod) ?? (await isOfNewVersion(kube, plan, pod)));
      return trackedPod(pod, owner, container, isNew ? 'candidate' : 'stable');
    }),
  );
  return found.filter((pod) => pod !== null);
}

function trackedPod(raw: KubeObject, { prefix }: PodOwner, container: string, track: Unit['track']): TrackedPod | null {
  const pod = podSchema.parse(raw);
  if (isLeaving(pod) || hasEnded(pod)) return null;
  const { metadata, status } = pod;
  const own = status.containerStatuses.find(({ name }) => name === container);
  const created = Date.parse(metadata.creationTimestamp ?? '');
  return {
    uid: metadata.uid ?? metadata.name,
    name: metadata.name,
    prefix,
    track,
    running: status.phase === 'Running',
    ready: own?.ready ?? false,
    ip: status.podIP || null,
    restarts: own?.restartCount ?? 0,
    createdAt: Number.isNaN(created) ? null : created,
  };
}
