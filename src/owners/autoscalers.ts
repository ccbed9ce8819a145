import { z } from 'zod';
import type { KubeObject } from '../platform/kube.ts';

export const autoscalerKind = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' } as const;

const autoscalerSchema = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    ownerReferences: z.array(z.looseObject({ kind: z.string(), name: z.string() })).default([]),
  }),
  spec: z.looseObject({
    scaleTargetRef: z.looseObject({ kind: z.string(), name: z.string() }),
    minReplicas: z.number().default(1),
    maxReplicas: z.number(),
  }),
});

/** What decides how many pods a workload has. */
export interface Autoscaler {
  /** `HorizontalPodAutoscaler checkout`, or what has made it: `KEDA (ScaledObject checkout)`. */
  who: string;
  /** Starts pods of a workload at 0 by itself; a HorizontalPodAutoscaler leaves such a one alone. */
  wakes: boolean;
  min: number;
  max: number;
}

/** The autoscaler of a workload among those of its namespace; null where none is for it. What cannot be read is passed over. */
export function autoscalerOf(
  workload: { kind: string; name: string },
  autoscalers: readonly KubeObject[],
): Autoscaler | null {
  for (const object of autoscalers) {
    const read = autoscalerSchema.safeParse(object).data;
    if (!read) continue;
    const { scaleTargetRef, minReplicas, maxReplicas } = read.spec;
    if (scaleTargetRef.kind !== workload.kind || scaleTargetRef.name !== workload.name) continue;
    const maker = read.metadata.ownerReferences.find(({ kind }) => kind === 'ScaledObject');
    const who = maker ? `KEDA (ScaledObject ${maker.name})` : `${autoscalerKind.kind} ${read.metadata.name}`;
    return { who, wakes: maker !== undefined, min: minReplicas, max: maxReplicas };
  }
  return null;
}
