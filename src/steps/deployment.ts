import { z } from 'zod';
import { podTrouble } from '../analysis/pods.ts';
import { candidateSelector } from '../domain/names.ts';
import { probeGraceMs, type Target } from '../domain/target.ts';
import type { Trouble } from '../domain/verdict.ts';
import type { Kube, KubeObject } from '../platform/kube.ts';

const apps = { apiVersion: 'apps/v1', kind: 'Deployment' };

/** The parts of a Deployment that the steps look at; everything else is carried along untouched. */
export const deploymentSchema = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    generation: z.number().default(0),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
  spec: z.looseObject({
    replicas: z.number().default(1),
    selector: z.looseObject({ matchLabels: z.record(z.string(), z.string()).default({}) }),
    template: z.looseObject({
      metadata: z.looseObject({ labels: z.record(z.string(), z.string()).optional() }).default({}),
      spec: z.looseObject({ containers: z.array(z.looseObject({ name: z.string(), image: z.string() })) }),
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

/** All of its pods run the present template and as many as wanted are ready. */
export function isSettled(deployment: Deployment, replicas: number): boolean {
  const { metadata, spec, status } = deployment;
  return (
    status.observedGeneration >= metadata.generation &&
    spec.replicas >= replicas &&
    status.updatedReplicas >= spec.replicas &&
    status.replicas === status.updatedReplicas &&
    status.readyReplicas >= spec.replicas
  );
}

export function imageOf(deployment: Deployment, container: string): string | null {
  return deployment.spec.template.spec.containers.find((each) => each.name === container)?.image ?? null;
}

/** Trouble of the pods that run `image`; null while there is none. */
export async function troubleOf(
  kube: Kube,
  target: Target,
  pods: 'candidate' | 'stable',
  image: string,
  now: number,
): Promise<Trouble | null> {
  const selector = pods === 'candidate' ? candidateSelector(target) : await stableSelector(kube, target);
  const found = await kube.list({ apiVersion: 'v1', kind: 'Pod' }, target.namespace, selector);
  for (const pod of found.filter((each) => runs(each, image))) {
    const trouble = podTrouble(pod, { now, graceMs: probeGraceMs(target.limits) });
    if (trouble) return trouble;
  }
  return null;
}

async function stableSelector(kube: Kube, target: Target): Promise<string> {
  const deployment = await readDeployment(kube, target, target.workload.name);
  const labels = Object.entries(deployment?.spec.selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  return [...labels, '!sluice.dev/track'].join(',');
}

const podImages = z.looseObject({ spec: z.looseObject({ containers: z.array(z.looseObject({ image: z.string() })) }) });

function runs(pod: KubeObject, image: string): boolean {
  const parsed = podImages.safeParse(pod);
  return parsed.success && parsed.data.spec.containers.some((container) => container.image === image);
}
