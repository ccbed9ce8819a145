import { labels } from '../domain/names.ts';
import type { Target } from '../domain/target.ts';
import type { Clusters, KubeObject, ObjectRef } from '../platform/kube.ts';
import type { ReleaseStore } from '../store/release-store.ts';
import { judge, type Seen, seenIn } from './seen.ts';

export interface ScanDeps {
  store: Pick<ReleaseStore, 'epoch'>;
  clusters: Clusters;
  /** All services in all environments, as the catalogue has them now. */
  targets(): Target[];
}

/** A release whose objects and whose record do not agree. */
export interface Trace {
  release: string;
  finding: 'behind' | 'orphan';
  cluster: string;
  namespace: string;
  seen: Seen[];
}

export interface Scan {
  traces: Trace[];
  /** Ids of all releases that have left a mark anywhere. */
  ids: string[];
  /** What could not be looked at, and why. */
  unseen: string[];
}

/** What this release left that nobody looks after; null where nothing of it was found. */
export function orphanIn({ traces }: Scan, wanted: string): Trace | null {
  return traces.find(({ release, finding }) => release === wanted && finding === 'orphan') ?? null;
}

/** Compares what the clusters show with what the store knows. A few lists per namespace, whatever number of releases. */
export async function scan(deps: ScanDeps): Promise<Scan> {
  const places = new Map<string, Target[]>();
  for (const target of deps.targets()) {
    const place = `${target.cluster}\n${target.namespace}`;
    places.set(place, [...(places.get(place) ?? []), target]);
  }
  const found: Scan = { traces: [], ids: [], unseen: [] };
  for (const targets of places.values()) {
    const [first] = targets;
    if (!first) continue;
    try {
      const { traces, ids } = await scanPlace(deps, targets, first);
      for (const trace of traces) found.traces.push(trace);
      for (const id of ids) found.ids.push(id);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      found.unseen.push(`namespace ${first.namespace} of cluster ${first.cluster}: ${why}`);
    }
  }
  return found;
}

async function scanPlace(deps: ScanDeps, targets: Target[], { cluster, namespace }: Target) {
  const before = await look(deps, targets, { cluster, namespace });
  const suspects = new Set<string>();
  for (const [id, seen] of before) {
    if (judge(seen, await knownOf(deps, id)) !== 'well') suspects.add(id);
  }
  const traces: Trace[] = [];
  // A release that ended between the two questions has taken its marks with it: only a second look is believed.
  const again = suspects.size > 0 ? await look(deps, targets, { cluster, namespace }) : new Map<string, Seen[]>();
  for (const id of suspects) {
    const seen = again.get(id) ?? [];
    const finding = seen.length > 0 ? judge(seen, await knownOf(deps, id)) : 'well';
    if (finding !== 'well') traces.push({ release: id, finding, cluster, namespace, seen });
  }
  return { traces, ids: [...before.keys()] };
}

async function knownOf({ store }: ScanDeps, id: string) {
  const epoch = await store.epoch(id);
  return epoch === null ? null : { epoch };
}

/** The marked objects of a namespace, by release. */
async function look(
  { clusters }: ScanDeps,
  targets: readonly Target[],
  { cluster, namespace }: Pick<Target, 'cluster' | 'namespace'>,
): Promise<Map<string, Seen[]>> {
  const kube = clusters(cluster);
  const objects: KubeObject[] = [
    ...(await kube.list({ apiVersion: 'apps/v1', kind: 'Deployment' }, namespace)),
    ...(await kube.list({ apiVersion: 'v1', kind: 'Service' }, namespace, labels.release)),
  ];
  for (const ref of targets.flatMap(routingRefs)) {
    const object = await kube.get(ref);
    if (object) objects.push(object);
  }
  const found = new Map<string, Seen[]>();
  for (const seen of seenIn(objects)) found.set(seen.release, [...(found.get(seen.release) ?? []), seen]);
  return found;
}

/** Routing objects that a release of this target may have marked. */
function routingRefs({ router, namespace }: Target): ObjectRef[] {
  const { apiVersion, virtualService, destinationRule } = router;
  const named = [
    ['VirtualService', virtualService],
    ['DestinationRule', destinationRule],
  ] as const;
  return named.flatMap(([kind, name]) =>
    router.kind === 'istio' && typeof name === 'string'
      ? [{ apiVersion: typeof apiVersion === 'string' ? apiVersion : 'networking.istio.io/v1', kind, namespace, name }]
      : [],
  );
}
