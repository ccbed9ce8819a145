import { z } from 'zod';
import type { Target } from '../domain/target.ts';
import { selectorSchema } from '../platform/kube/selector.ts';
import type { Kube } from '../platform/kube.ts';

const apps = { apiVersion: 'apps/v1', kind: 'Deployment' };

export const containersSchema = z.array(z.looseObject({ name: z.string(), image: z.string() }));

/** The parts of a Deployment that the steps look at; everything else is carried along untouched. */
export const deploymentSchema = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    uid: z.string().optional(),
    generation: z.number().default(0),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
  spec: z.looseObject({
    replicas: z.number().default(1),
    selector: selectorSchema,
    template: z.looseObject({
      metadata: z.looseObject({ labels: z.record(z.string(), z.string()).optional() }).default({}),
      spec: z.looseObject({ containers: containersSchema }),
    }),
  }),
  status: z
    .looseObject({
      observedGeneration: z.number().default(0),
      replicas: z.number().default(0),
      updatedReplicas: z.number().default(0),
      readyReplicas: z.number().default(0),
      availableReplicas: z.number().default(0),
    })
    .prefault({}),
});
export type Deployment = z.infer<typeof deploymentSchema>;

export function deploymentRef(target: Target, name: string) {
  return { ...apps, namespace: target.namespace, name };
}

export async function readDeployment(kube: Kube, target: Target, name: string): Promise<Deployment | null> {
  const object = await kube.get(deploymentRef(target, name));
  return object && deploymentSchema.parse(object);
}

/** The controller has seen its latest spec, and no pod of an earlier template is left. */
export function isRolled({ metadata, status }: Deployment): boolean {
  return status.observedGeneration >= metadata.generation && status.replicas === status.updatedReplicas;
}

/** All pods that it wants now run the present template and are ready. */
export function isSettled(deployment: Deployment): boolean {
  const { spec, status } = deployment;
  return isRolled(deployment) && status.updatedReplicas >= spec.replicas && status.readyReplicas >= spec.replicas;
}

export function imageOf(deployment: Deployment, container: string): string | null {
  return deployment.spec.template.spec.containers.find((each) => each.name === container)?.image ?? null;
}
