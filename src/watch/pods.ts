import { z } from 'zod';
import type { KubeObject } from '../platform/kube.ts';

const podSchema = z.looseObject({
  spec: z.looseObject({ containers: z.array(z.looseObject({ image: z.string() })) }),
  status: z
    .looseObject({ conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })).default([]) })
    .prefault({}),
});

/** Image references of a pod's containers; empty where the object is no pod. */
export function imagesOf(pod: KubeObject): string[] {
  return podSchema.safeParse(pod).data?.spec.containers.map(({ image }) => image) ?? [];
}

export function podState(pod: KubeObject): 'ready' | 'other' {
  const conditions = podSchema.safeParse(pod).data?.status.conditions ?? [];
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True') ? 'ready' : 'other';
}
