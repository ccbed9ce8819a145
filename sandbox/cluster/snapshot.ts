import { controllerOf } from './controllers/types.ts';
import { asDict, canonical } from './model/json.ts';
import type { KubeObject } from './model/types.ts';
import type { Store } from './store/store.ts';

/** Kinds that come and go by themselves. */
const TRANSIENT = new Set([
  '/events',
  '/nodes',
  'coordination.k8s.io/leases',
  'discovery.k8s.io/endpointslices',
  'apiextensions.k8s.io/customresourcedefinitions',
]);

/** Annotations that count how often something was done, not what is wanted. */
const COUNTERS = new Set([
  'deployment.kubernetes.io/revision',
  'deprecated.daemonset.template.generation',
  'kubectl.kubernetes.io/restartedAt',
]);

export interface SnapshotOptions {
  /** Only this namespace. */
  namespace?: string;
  /** Also what controllers made (ReplicaSets, their pods). */
  derived?: boolean;
}

/**
 * Canonical JSON of what people and tools put into the cluster: without statuses, identities, revisions and owners of
 * fields, and without what controllers derive from it. Two equal texts mean that everything is as it was.
 */
export function snapshotOf(store: Store, options: SnapshotOptions = {}): string {
  const objects = store
    .storages()
    .filter((storage) => !TRANSIENT.has(storage))
    .flatMap((storage) => store.list(storage, options.namespace ?? ''));
  return essenceOf(objects.filter((object) => options.derived === true || controllerOf(object) === undefined));
}

/** Canonical JSON of what is wanted of these objects. */
export function essenceOf(objects: readonly KubeObject[]): string {
  return canonical(objects.map(essence), 2);
}

function essence(object: KubeObject): unknown {
  const { status: _status, metadata, ...rest } = object;
  const { name, namespace, labels, finalizers, deletionTimestamp } = metadata;
  const annotations = Object.entries(metadata.annotations ?? {}).filter(([key]) => !COUNTERS.has(key));
  return {
    ...asDict(rest),
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations.length === 0 ? {} : { annotations: Object.fromEntries(annotations) }),
      ...(finalizers === undefined ? {} : { finalizers }),
      ...(deletionTimestamp === undefined ? {} : { deleted: true }),
    },
  };
}
