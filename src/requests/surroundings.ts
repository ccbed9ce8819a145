import type { z } from 'zod';
import type { Target } from '../domain/target.ts';
import { listServed } from '../platform/kube/served.ts';
import { type Clusters, type Kube, KubeError, type KubeObject } from '../platform/kube.ts';
import { within } from '../platform/within.ts';
import type { Scene } from '../preflight/check.ts';
import { needsOf, type Surroundings, type Unseen } from '../preflight/preflight.ts';
import { type Around, type Source, type SourceName, sources } from '../preflight/sources.ts';
import { labelText } from '../workloads/objects/selector.ts';

/** Reads what stands around a workload. Never throws: what cannot be read is said, and stops nothing. */
export type LookAround = (scene: Scene) => Promise<Surroundings>;

/** Nobody waits longer for all that is looked at (ms). */
const withinMs = 5_000;

type Listing = KubeObject[] | Unseen['why'];

/** Plans that are asked for at the same time share what they read of a namespace. */
export function createLookAround(clusters: Clusters): LookAround {
  const underWay = new Map<string, Promise<Listing>>();

  function list(target: Target, name: SourceName, selector: string | undefined): Promise<Listing> {
    const key = JSON.stringify([target.cluster, target.namespace, name, selector]);
    const known = underWay.get(key);
    if (known) return known;
    const listing = listAny(clusters(target.cluster), sources[name], target.namespace, selector).finally(() =>
      underWay.delete(key),
    );
    underWay.set(key, listing);
    return listing;
  }

  return async (scene) => {
    const late: Listing = { detail: `no answer within ${withinMs / 1000} s` };
    const read = await Promise.all(
      needsOf(scene).map(async (name) => {
        const listing = await within(withinMs, list(scene.target, name, selectorFor(name, scene)), late);
        return { name, ...parsed(sources[name], listing) };
      }),
    );
    const around: Around = Object.fromEntries(read.map(({ name, objects }) => [name, objects]));
    return { around, unseen: read.flatMap(({ unseen }) => unseen) };
  };
}

function selectorFor(name: SourceName, { front }: Scene): string | undefined {
  const source: Source = sources[name];
  return source.behindService ? labelText(front?.selector ?? {}) : undefined;
}

async function listAny(kube: Kube, { kinds }: Source, namespace: string, selector?: string): Promise<Listing> {
  try {
    return await listServed(kube, kinds, namespace, selector);
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    return error.kind === 'forbidden' ? 'forbidden' : { detail: error.message };
  }
}

function parsed({ resource, schema }: Source, listing: Listing): { objects?: unknown[]; unseen: Unseen[] } {
  if (!Array.isArray(listing)) return { unseen: [{ resource, why: listing }] };
  const objects: z.output<typeof schema>[] = [];
  const unseen: Unseen[] = [];
  for (const object of listing) {
    const read = schema.safeParse(object);
    if (read.success) objects.push(read.data);
    else unseen.push({ resource, why: { detail: `Sluice cannot read ${object.kind} ${object.metadata.name}` } });
  }
  return { objects, unseen };
}
