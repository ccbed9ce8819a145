import { z } from 'zod';
import type { KubeObject } from '../../platform/kube.ts';
import { templateSchema } from '../objects/template.ts';
import type { Rollout } from '../workload.ts';

const count = z.union([z.number(), z.string()]).nullish();

const rolloutSchema = z.object({
  spec: z.object({
    replicas: z.number().default(1),
    paused: z.boolean().nullish(),
    minReadySeconds: z.number().nullish(),
    strategy: z
      .object({
        type: z.string().nullish(),
        rollingUpdate: z.object({ maxSurge: count, maxUnavailable: count }).nullish(),
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
    template: spec.template,
  };
}

/** A number of pods, or a percentage of `total`. */
function amount(value: number | string, total: number, round: (exact: number) => number): number {
  if (typeof value === 'number') return value;
  const percent = Number.parseInt(value, 10);
  return Number.isNaN(percent) ? 0 : round((percent * total) / 100);
}
