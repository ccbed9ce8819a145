import { numberIn } from '../domain/names.ts';
import type { Target } from '../domain/target.ts';
import { isLeftBy, listedTypes, namedRefs } from '../marks/marked.ts';
import type { SealsOf } from '../platform/kube/seal.ts';
import { type Clusters, type Kube, KubeError, type KubeObject, type ObjectRef } from '../platform/kube.ts';
import { providerObjects } from '../providers/index.ts';
import type { ReleaseStore } from '../store/release-store.ts';
import { judge, type Seen, seenIn } from './seen.ts';

export interface ScanDeps {
  store: Pick<ReleaseStore, 'fencingToken'>;
  clusters: Clusters;
  seals: SealsOf;
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

/** Marks in a namespace that Sluice has not made: of an older version, of another key, or forged. */
export interface Unsigned {
  cluster: string;
  namespace: string;
  seen: Seen[];
}

export interface Scan {
  traces: Trace[];
  unsigned: Unsigned[];
  /** Ids of all releases that have themselves left a mark anywhere. */
  ids: string[];
  /** What could not be looked at, and why. */
  unseen: string[];
}

/** What this release left that nobody looks after; null where nothing of it was found. */
export function orphanIn({ traces }: Scan, wanted: string): Trace | null {
  return traces.find(({ release, finding }) => release === wanted && finding === 'orphan') ?? null;
}

/** Where the providers of a target may have left marks. Throws where that cannot be known. */
type ObjectsOf = (target: Target) => ObjectRef[];

/** Compares what the clusters show with what the store knows. A few lists per namespace, whatever number of releases. */
export async function scan(deps: ScanDeps, objectsOf: ObjectsOf = providerObjects): Promise<Scan> {
  const places = new Map<string, Target[]>();
  for (const target of deps.targets()) {
    const place = `${target.cluster}\n${target.namespace}`;
    places.set(place, [...(places.get(place) ?? []), target]);
  }
  const found: Scan = { traces: [], unsigned: [], ids: [], unseen: [] };
  for (const targets of places.values()) {
    const [first] = targets;
    if (!first) continue;
    try {
      const marked = targets.map((target) => ({ target, objects: objectsOf(target) }));
      const { traces, unsigned, ids } = await scanPlace(deps, marked, first);
      for (const trace of traces) found.traces.push(trace);
      if (unsigned.length > 0)
        found.unsigned.push({ cluster: first.cluster, namespace: first.namespace, seen: unsigned });
      for (const id of ids) found.ids.push(id);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      found.unseen.push(`namespace ${first.namespace} of cluster ${first.cluster}: ${why}`);
    }
  }
  return found;
}

/** A target with the objects of its providers. */
interface Marked {
  target: Target;
  objects: readonly ObjectRef[];
}

async function scanPlace(deps: ScanDeps, targets: readonly Marked[], { cluster, namespace }: Target) {
  const before = await look(deps, targets, { cluster, namespace });
  const signed = byRelease(before.filter(({ sealed }) => sealed));
  const suspects = new Set<string>();
  for (const [id, seen] of signed) {
    if (judge(seen, await knownOf(deps, id)) !== 'well') suspects.add(id);
  }
  const strange = await strangeIn(deps, targets, before);
  // A release that ended between the two questions has taken its marks with it: only a second look is believed.
  const again =
    suspects.size > 0 || strange.length > 0 ? await look(deps, targets, { cluster, namespace }) : ([] as Seen[]);
  const signedAgain = byRelease(again.filter(({ sealed }) => sealed));
  const traces: Trace[] = [];
  for (const id of suspects) {
    const seen = signedAgain.get(id) ?? [];
    const finding = seen.length > 0 ? judge(seen, await knownOf(deps, id)) : 'well';
    if (finding !== 'well') traces.push({ release: id, finding, cluster, namespace, seen });
  }
  const still = new Set(strange.map(markOf));
  const unsigned = (await strangeIn(deps, targets, again)).filter((each) => still.has(markOf(each)));
  return { traces, unsigned, ids: [...signed.keys()] };
}

/**
 * Marks without a seal that belong to nothing that is under way: an older version has left them on the workload or the
 * routes of a release that lives, and goes on with it.
 */
async function strangeIn(deps: ScanDeps, targets: readonly Marked[], seen: readonly Seen[]): Promise<Seen[]> {
  const isExpected = (each: Seen) => targets.some(({ target, objects }) => isLeftBy(target, objects, each));
  const strange: Seen[] = [];
  for (const each of seen.filter(({ sealed }) => !sealed)) {
    if (!isExpected(each) || (await knownOf(deps, each.release)) === null) strange.push(each);
  }
  return strange;
}

/** Which mark on which object. */
function markOf({ name, release }: Seen): string {
  return `${name} ${release}`;
}

function byRelease(all: readonly Seen[]): Map<string, Seen[]> {
  return Map.groupBy(all, ({ release }) => release);
}

async function knownOf({ store }: ScanDeps, id: string) {
  const fencingToken = numberIn(id) === null ? null : await store.fencingToken(id);
  return fencingToken === null ? null : { fencingToken };
}

/** The marked objects of a namespace. */
async function look(
  { clusters, seals }: ScanDeps,
  targets: readonly Marked[],
  { cluster, namespace }: Pick<Target, 'cluster' | 'namespace'>,
): Promise<Seen[]> {
  const kube = clusters(cluster);
  const objects: KubeObject[] = [];
  for (const { type, selector } of listedTypes(targets.map(({ target }) => target))) {
    for (const object of await kube.list(type, namespace, selector)) objects.push(object);
  }
  for (const ref of targets.flatMap((each) => namedRefs(each.target, each.objects))) {
    const object = await getServed(kube, ref);
    if (object) objects.push(object);
  }
  return seenIn(objects, seals(cluster));
}

/** Of a kind that the cluster does not serve there is nothing. */
async function getServed(kube: Kube, ref: ObjectRef): Promise<KubeObject | null> {
  try {
    return await kube.get(ref);
  } catch (error) {
    if (error instanceof KubeError && error.kind === 'not-found') return null;
    throw error;
  }
}
