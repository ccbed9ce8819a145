import { z } from 'zod';
import type { KubeObject } from '../../platform/kube.ts';

const labelsSchema = z.record(z.string(), z.string());
const serviceSchema = z.looseObject({ spec: z.looseObject({ selector: labelsSchema }) });

/** The labels by which a Service finds its pods; null where it has none, or is not one. */
export function serviceSelector(service: KubeObject | null): Record<string, string> | null {
  return serviceSchema.safeParse(service).data?.spec.selector ?? null;
}
