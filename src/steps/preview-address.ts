import { z } from 'zod';
import { candidateService } from '../domain/names.ts';
import type { KubeObject } from '../platform/kube.ts';
import { serviceRef } from '../workloads/objects/refs.ts';
import type { StepContext } from './step.ts';

/** Where the candidate answers inside its cluster. */
export interface PreviewAddress {
  /** `checkout-candidate.shop.svc` */
  host: string;
  port: number;
}

const serviceSchema = z.looseObject({
  spec: z.looseObject({
    ports: z
      .array(z.looseObject({ port: z.number(), targetPort: z.union([z.number(), z.string()]).optional() }))
      .min(1),
  }),
});

/** The candidate's own Service, at the port that leads to `workload.port`, or else at its first; null where it is not there. */
export async function previewAddress({ kube, target }: StepContext): Promise<PreviewAddress | null> {
  const name = candidateService(target);
  const service = name === null ? null : await kube.get(serviceRef(target, name));
  const port = service && portOf(service, target.workload.port);
  return name === null || port === null ? null : { host: `${name}.${target.namespace}.svc`, port };
}

function portOf(service: KubeObject, container: number): number | null {
  const ports = serviceSchema.safeParse(service).data?.spec.ports ?? [];
  const found = ports.find(({ port, targetPort = port }) => targetPort === container) ?? ports[0];
  return found?.port ?? null;
}
