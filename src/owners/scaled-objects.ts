import { z } from 'zod';
import type { KubeObject } from '../platform/kube.ts';
import type { Writer } from './writers.ts';

export const scaledObjectKind = { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject' } as const;

/** Written on a ScaledObject, they pause it: as the workload is, or at a number of pods. */
const kedaPauses = {
  asItIs: 'autoscaling.keda.sh/paused',
  at: 'autoscaling.keda.sh/paused-replicas',
} as const;

const count = z.number().nullish();

const schema = z.looseObject({
  metadata: z.looseObject({ name: z.string(), annotations: z.record(z.string(), z.string()).default({}) }),
  spec: z.looseObject({
    scaleTargetRef: z.looseObject({ kind: z.string().nullish(), name: z.string() }),
    minReplicaCount: count,
    idleReplicaCount: count,
    maxReplicaCount: count,
  }),
});

/**
 * Of the ScaledObjects of a namespace, the one by which KEDA may have given a workload this size; null where none may.
 * @param workload `usual`: the kind that a ScaledObject means where it names none
 */
export function kedaThatScales(
  workload: { kind: string; usual: string; name: string; replicas: number },
  scaledObjects: readonly KubeObject[],
): Writer | null {
  for (const object of scaledObjects) {
    const read = schema.safeParse(object).data;
    const ref = read?.spec.scaleTargetRef;
    if (!read || ref?.name !== workload.name || (ref.kind ?? workload.usual) !== workload.kind) continue;
    const remedy = remedyFor(read, workload.replicas);
    if (remedy !== null) return { who: `KEDA (ScaledObject ${read.metadata.name})`, remedy };
  }
  return null;
}

/** What keeps KEDA from this size; null where it is none of its. */
function remedyFor({ metadata: { annotations }, spec }: z.infer<typeof schema>, replicas: number): string | null {
  const { asItIs, at } = kedaPauses;
  const pausedAt = annotations[at];
  if (pausedAt !== undefined) {
    return pausedAt === String(replicas) ? `write ${asItIs}: "true" instead of ${at} for the release` : null;
  }
  if (asItIs in annotations && annotations[asItIs] !== 'false') return null;
  const least = spec.idleReplicaCount ?? spec.minReplicaCount ?? 0;
  if (replicas < least || replicas > (spec.maxReplicaCount ?? 100)) return null;
  return `pause it for the release, by the annotation ${asItIs}: "true"`;
}
