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

const pausedKeda = 'pause it for the release, by the annotation autoscaling.keda.sh/paused: "true"';

/** What decides how many pods a workload has. */
export interface Autoscaler {
  /** `HorizontalPodAutoscaler checkout`, or what has made it: `KEDA (ScaledObject checkout)`. */
  who: string;
  /**
   * How it is kept from starting pods of a workload at 0, as an imperative. Null where it leaves such a one alone, as a
   * HorizontalPodAutoscaler does that may not scale to 0 itself.
   */
  wakes: string | null;
  min: number;
  max: number;
}

/** The autoscalers of a workload among those of its namespace: one, as a rule. What cannot be read is passed over. */
export function autoscalersOf(
  workload: { kind: string; name: string },
  autoscalers: readonly KubeObject[],
): Autoscaler[] {
  return autoscalers.flatMap((object) => {
    const read = autoscalerSchema.safeParse(object).data;
    if (!read) return [];
    const { scaleTargetRef, minReplicas, maxReplicas } = read.spec;
    if (scaleTargetRef.kind !== workload.kind || scaleTargetRef.name !== workload.name) return [];
    const maker = read.metadata.ownerReferences.find(({ kind }) => kind === 'ScaledObject');
    const who = maker ? `KEDA (ScaledObject ${maker.name})` : `${autoscalerKind.kind} ${read.metadata.name}`;
    const byItself = minReplicas === 0 ? 'raise its minReplicas to 1 for the release' : null;
    return [{ who, wakes: maker ? pausedKeda : byItself, min: minReplicas, max: maxReplicas }];
  });
}
