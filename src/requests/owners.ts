import type { PreflightFinding } from '../domain/preflight.ts';
import type { Target } from '../domain/target.ts';
import { autoscalerKind } from '../owners/autoscalers.ts';
import { type OwnersSeen, ownerNotes, type Written } from '../owners/notes.ts';
import { type Clusters, type Kube, KubeError } from '../platform/kube.ts';
import { within } from '../platform/within.ts';
import { routerWrites } from '../providers/routing.ts';
import type { Handling } from '../strategies/strategy.ts';
import { kindOf } from '../workloads/of-target.ts';
import type { Workload } from '../workloads/workload.ts';

/** Nobody waits longer for what is only said (ms). */
const withinMs = 5000;

/**
 * Who else writes what a release of this target will write, as notes for its plan. The workload has been read already.
 * Reads only; what cannot be read is said, and stops nothing.
 */
export async function notesOnOwners(
  clusters: Clusters,
  target: Target,
  { workload, handling }: { workload: Workload; handling: Handling },
): Promise<PreflightFinding[]> {
  const kube = clusters(target.cluster);
  const { object: stable } = workload;
  const image = {
    object: stable,
    field: kindOf(target).fields.image(workload, target.workload.container),
    name: 'image',
  };
  const size = { object: stable, field: kindOf(target).fields.replicas, name: 'number of pods' };
  // Where no pods of two versions run at once, all of them are taken away first.
  const sizes = handling.clones || handling.rolls ? [] : [size];
  const [routes, autoscalers] = await Promise.all([
    within(withinMs, routesOf(kube, target), []),
    within(withinMs, autoscalersIn(kube, target), { unseen: `no answer within ${withinMs / 1000} s` }),
  ]);
  const names = target.configuration ? kindOf(target).fields.configuration(stable) : [];
  const named = names.map((field) => ({ object: stable, field, name: 'ConfigMaps and Secrets' }));
  return ownerNotes({ stable, written: [image, ...named, ...sizes, ...routes], autoscalers, handling });
}

async function routesOf(kube: Kube, target: Target): Promise<Written[]> {
  const read = routerWrites(target).map(async ({ ref, field }) => {
    const object = await readable(kube.get(ref), null);
    return object ? [{ object, field, name: 'traffic split' }] : [];
  });
  return (await Promise.all(read)).flat();
}

async function autoscalersIn(kube: Kube, { namespace }: Target): Promise<OwnersSeen['autoscalers']> {
  try {
    return await kube.list(autoscalerKind, namespace);
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    if (error.kind === 'not-found') return [];
    return { unseen: error.kind === 'forbidden' ? 'Sluice may not list them' : error.message };
  }
}

/** Whether the release may read them at all is asked elsewhere, where it counts. */
function readable<T>(reading: Promise<T>, otherwise: T): Promise<T> {
  return reading.catch((error: unknown) => {
    if (error instanceof KubeError) return otherwise;
    throw error;
  });
}
