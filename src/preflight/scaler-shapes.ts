import { z } from 'zod';
import { amounts, list, named } from './shapes.ts';

/** What the checks read of objects that decide the size of pods, or how many there are. */

export const verticalAutoscalerSchema = named.extend({
  spec: z.object({
    targetRef: z.object({ kind: z.string(), name: z.string() }).nullish(),
    updatePolicy: z.object({ updateMode: z.string().nullish() }).nullish(),
  }),
  status: z
    .object({
      recommendation: z
        .object({ containerRecommendations: list(z.object({ containerName: z.string(), target: amounts })) })
        .nullish(),
    })
    .prefault({}),
});

export const scaledObjectSchema = named.extend({
  spec: z.object({ scaleTargetRef: z.object({ kind: z.string().nullish(), name: z.string() }) }),
});

export const autoscalerSchema = named.extend({
  spec: z.object({
    scaleTargetRef: z.object({ kind: z.string(), name: z.string() }),
    metrics: list(z.object({ type: z.string() })),
  }),
});
