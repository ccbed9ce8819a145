import { deleteObject } from '../api/delete.ts';
import type { Kernel } from '../api/kernel.ts';
import { createObject } from '../api/write.ts';
import { canonical, clone, equal } from '../model/json.ts';
import { shortHash } from '../model/names.ts';
import { ownerReference } from './replicaset.ts';
import { compareByAge, limitsOf, nextNewSize, type Resize } from './rollout.ts';
import { builtin, MANAGER, mergePatch } from './runtime.ts';
import type { Deployment, PodTemplate, ReplicaSet } from './types.ts';

const HASH = 'pod-template-hash';
const PREFIX = 'deployment.kubernetes.io';
const REVISION = `${PREFIX}/revision`;
const HISTORY = `${PREFIX}/revision-history`;
const DESIRED = `${PREFIX}/desired-replicas`;
const MAX = `${PREFIX}/max-replicas`;

/** Annotations of a Deployment that are its own and not handed down to its sets. */
const NOT_COPIED = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  HISTORY,
  DESIRED,
  MAX,
  'deprecated.deployment.rollback.to',
]);

/** The set whose template is the Deployment's; the oldest where there are several. */
export function findNewSet(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  const wanted = withoutHash(deployment.spec.template);
  return [...sets].sort(compareByAge).find((set) => equal(withoutHash(set.spec.template), wanted));
}

function withoutHash(template: PodTemplate): PodTemplate {
  const copy = clone(template);
  if (copy.metadata?.labels) delete copy.metadata.labels[HASH];
  delete copy.metadata?.['creationTimestamp'];
  return copy;
}

function revisionOf(object: { metadata: { annotations?: Record<string, string> | undefined } }): number {
  return Number(object.metadata.annotations?.[REVISION] ?? 0);
}

function annotationsFor(deployment: Deployment, set: ReplicaSet | undefined, others: readonly ReplicaSet[]) {
  const copied = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => !NOT_COPIED.has(key));
  const latest = Math.max(0, ...others.map(revisionOf));
  const current = set === undefined ? 0 : revisionOf(set);
  const revision = current > latest ? current : latest + 1;
  const annotations: Record<string, string> = { ...Object.fromEntries(copied), [REVISION]: String(revision) };
  if (current > 0 && current < revision) {
    const former = set?.metadata.annotations?.[HISTORY];
    annotations[HISTORY] = former === undefined ? String(current) : `${former},${current}`;
  }
  return annotations;
}

/** Gives the set that is current (again) the latest revision, and the Deployment with it. Returns the set as stored. */
export function refreshNewSet(
  kernel: Kernel,
  deployment: Deployment,
  set: ReplicaSet,
  sets: readonly ReplicaSet[],
): ReplicaSet {
  const others = sets.filter((other) => other.metadata.uid !== set.metadata.uid);
  const annotations = annotationsFor(deployment, set, others);
  const patch = { metadata: { annotations }, spec: { minReadySeconds: deployment.spec.minReadySeconds ?? null } };
  const stored = mergePatch(kernel, builtin(kernel, 'apps', 'v1', 'replicasets'), set, patch) as ReplicaSet;
  markRevision(kernel, deployment, annotations[REVISION] ?? '1');
  return stored;
}

function markRevision(kernel: Kernel, deployment: Deployment, revision: string): void {
  const type = builtin(kernel, 'apps', 'v1', 'deployments');
  mergePatch(kernel, type, deployment, { metadata: { annotations: { [REVISION]: revision } } });
}

/** Creates the set for the Deployment's template, sized as the rollout allows. */
export function makeNewSet(kernel: Kernel, deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet {
  const { template, selector, minReadySeconds } = deployment.spec;
  const names = new Set(sets.map((set) => set.metadata.name));
  const nameFor = (salt: number): string => shortHash(`${canonical(withoutHash(template))}${salt || ''}`);
  // A hash that another template already has is made different by a number, as the collision count does.
  let salt = 0;
  while (names.has(`${deployment.metadata.name}-${nameFor(salt)}`)) salt += 1;
  const hash = nameFor(salt);
  const labels = { ...template.metadata?.labels, [HASH]: hash };
  const matchLabels = { ...(selector['matchLabels'] as Record<string, string> | undefined), [HASH]: hash };
  const annotations = annotationsFor(deployment, undefined, sets);
  const set = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      namespace: deployment.metadata.namespace,
      labels,
      ownerReferences: [ownerReference(deployment)],
      annotations: { ...annotations, ...sizeAnnotations(deployment) },
    },
    spec: {
      replicas: 0,
      selector: { ...selector, matchLabels },
      template: { ...template, metadata: { ...template.metadata, labels } },
      ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
    },
  };
  const planned = set as unknown as ReplicaSet;
  set.spec.replicas = nextNewSize(deployment, planned, [...sets, planned]);
  const type = builtin(kernel, 'apps', 'v1', 'replicasets');
  const stored = createObject(kernel, type, deployment.metadata.namespace ?? '', set, MANAGER) as ReplicaSet;
  markRevision(kernel, deployment, annotations[REVISION] ?? '1');
  return stored;
}

function sizeAnnotations(deployment: Deployment): Record<string, string> {
  const { replicas } = deployment.spec;
  return { [DESIRED]: String(replicas), [MAX]: String(replicas + limitsOf(deployment).maxSurge) };
}

/** How many pods all sets together could have had when this one was last sized; undefined when unknown. */
export function maxReplicasOf(set: ReplicaSet): number | undefined {
  const value = set.metadata.annotations?.[MAX];
  return value === undefined ? undefined : Number(value);
}

/** Changes the size of a set and notes what it was sized for. */
export function resize(kernel: Kernel, deployment: Deployment, change: Resize): void {
  const type = builtin(kernel, 'apps', 'v1', 'replicasets');
  const patch = { metadata: { annotations: sizeAnnotations(deployment) }, spec: { replicas: change.replicas } };
  mergePatch(kernel, type, change.set, patch);
}

/** Deletes the oldest empty sets beyond the history limit, once the rollout is complete. */
export function cleanUpHistory(
  kernel: Kernel,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
  status: Record<string, unknown>,
): void {
  const { replicas } = deployment.spec;
  const complete = (status['updatedReplicas'] ?? 0) === replicas && (status['availableReplicas'] ?? 0) === replicas;
  if (!complete || (status['replicas'] ?? 0) !== replicas) return;
  const empty = sets
    .filter((set) => set.metadata.uid !== newSet?.metadata.uid && set.metadata.deletionTimestamp === undefined)
    .filter((set) => set.spec.replicas === 0 && (set.status?.replicas ?? 0) === 0)
    .sort((a, b) => revisionOf(a) - revisionOf(b));
  const surplus = empty.length - (deployment.spec.revisionHistoryLimit ?? 10);
  const type = builtin(kernel, 'apps', 'v1', 'replicasets');
  for (const set of empty.slice(0, Math.max(0, surplus))) {
    deleteObject(kernel, type, set.metadata.namespace ?? '', set.metadata.name, {});
  }
}
