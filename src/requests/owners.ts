import { noteOf } from '../domain/preflight.ts';
import type { Target } from '../domain/target.ts';
import { autoscalerKind } from '../owners/autoscalers.ts';
import { type OwnersSeen, ownerNotes, type Written } from '../owners/notes.ts';
import { type Clusters, type Kube, KubeError, type KubeObject } from '../platform/kube.ts';
import { within } from '../platform/within.ts';
import { routerWrites } from '../providers/routing.ts';
import { kindOf, stableRef } from '../workloads/of-target.ts';

/** Nobody waits longer for what is only said (ms). */
const withinMs = 5000;

/**
 * Who else writes what a release of this target will write, as notes for its plan. Reads only; what cannot be read is said,
 * and stops nothing.
 */
export async function notesOnOwners(clusters: Clusters, target: Target): Promise<string[]> {
  const kube = clusters(target.cluster);
  const [written, autoscalers] = await Promise.all([
    within(withinMs, writtenOf(kube, target), []),
    within(withinMs, autoscalersIn(kube, target), { unseen: `no answer within ${withinMs / 1000} s` }),
  ]);
  const stable = written[0]?.object;
  if (!stable) return [];
  return ownerNotes({ stable, written, autoscalers }).map(noteOf);
}

async function writtenOf(kube: Kube, target: Target): Promise<Written[]> {
  const { fields: of, read: asWorkload } = kindOf(target);
  const image = {
    ref: stableRef(target),
    field: (object: KubeObject) => of.image(asWorkload(object), target.workload.container),
    name: 'image',
  };
  const routes = routerWrites(target).map(({ ref, field }) => ({ ref, field: () => field, name: 'traffic division' }));
  const fields = [image, ...routes];
  const read = await Promise.all(
    fields.map(async ({ ref, field, name }) => ({ object: await readable(kube.get(ref), null), field, name })),
  );
  return read.flatMap(({ object, field, name }) => (object ? [{ object, field: field(object), name }] : []));
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
