import { z } from 'zod';
import type { KubeObject } from '../../platform/kube.ts';
import { amount, amountSchema } from '../objects/amount.ts';
import { templateSchema } from '../objects/template.ts';
import type { Rollout } from '../workload.ts';

const rolloutSchema = z.object({
  spec: z.object({
    replicas: z.number().default(1),
    paused: z.boolean().nullish(),
    minReadySeconds: z.number().nullish(),
    strategy: z
      .object({
        type: z.string().nullish(),
        rollingUpdate: z.object({ maxSurge: amountSchema, maxUnavailable: amountSchema }).nullish(),
      })
      .nullish(),
    template: templateSchema,
  }),
});

/** What the API server writes where nothing is said. */
const usualShare = '25%';

/** How a Deployment goes about new pods; null where it cannot be read. */
export function rolloutOf(object: KubeObject): Rollout | null {
  const spec = rolloutSchema.safeParse(object).data?.spec;
  if (!spec) return null;
  const { replicas, strategy } = spec;
  const downFirst = strategy?.type === 'Recreate';
  const surge = amount(strategy?.rollingUpdate?.maxSurge ?? usualShare, replicas, Math.ceil);
  const missing = amount(strategy?.rollingUpdate?.maxUnavailable ?? usualShare, replicas, Math.floor);
  return {
    paused: spec.paused ?? false,
    downFirst,
    surge: downFirst ? 0 : surge,
    // Kubernetes makes one pod of room where both come to nothing.
    unavailable: downFirst ? replicas : surge === 0 && missing === 0 ? 1 : Math.min(missing, replicas),
    minReadyMs: (spec.minReadySeconds ?? 0) * 1000,
    onDelete: null,
    held: null,
    template: spec.template,
  };
}
