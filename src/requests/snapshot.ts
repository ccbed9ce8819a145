import { z } from 'zod';
import type { Refusal } from '../domain/reasons.ts';
import type { Target } from '../domain/target.ts';
import type { Version } from '../domain/version.ts';
import type { Clusters, KubeObject } from '../platform/kube.ts';
import { KubeError } from '../platform/kube.ts';
import type { Snapshot } from '../strategies/planner.ts';

const deploymentSchema = z.looseObject({
  spec: z.looseObject({
    replicas: z.number().default(1),
    template: z.looseObject({
      spec: z.looseObject({ containers: z.array(z.looseObject({ name: z.string(), image: z.string() })) }),
    }),
  }),
  status: z
    .looseObject({
      conditions: z.array(z.looseObject({ type: z.string(), lastUpdateTime: z.string().optional() })).default([]),
    })
    .prefault({}),
});

export type Look = { kind: 'seen'; snapshot: Snapshot } | { kind: 'refused'; refusal: Refusal };

/** How stable is now, or why that cannot be told. Reads only. */
export async function lookAtTarget(clusters: Clusters, target: Target): Promise<Look> {
  const { name, container } = target.workload;
  const facts = {
    service: target.service,
    environment: target.environment,
    cluster: target.cluster,
    namespace: target.namespace,
    workload: name,
  };
  try {
    const object = await clusters(target.cluster).get({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      namespace: target.namespace,
      name,
    });
    if (!object) return refused('workload-missing', { ...facts, what: `Deployment ${name}` });
    const service = await missingService(clusters, target);
    if (service) return refused('workload-missing', { ...facts, what: `Service ${service}` });
    const { spec, status } = deploymentSchema.parse(object);
    const image = spec.template.spec.containers.find((each) => each.name === container)?.image;
    if (!image)
      return refused('workload-unfit', { ...facts, detail: `Deployment ${name} has no container ${container}` });
    return {
      kind: 'seen',
      snapshot: { image, replicas: spec.replicas, runningSince: rolledOutAt(status.conditions, object) },
    };
  } catch (error) {
    if (error instanceof KubeError) return refused('cluster-unreachable', { ...facts, detail: error.message });
    throw error;
  }
}

async function missingService(clusters: Clusters, { cluster, namespace, workload }: Target): Promise<string | null> {
  if (!workload.service) return null;
  const found = await clusters(cluster).get({ apiVersion: 'v1', kind: 'Service', namespace, name: workload.service });
  return found ? null : workload.service;
}

function refused(code: Refusal['code'], facts: Record<string, string>): Look {
  return { kind: 'refused', refusal: { code, facts } };
}

/** The Deployment's last progress, as good a guess as Kubernetes offers. */
function rolledOutAt(
  conditions: { type: string; lastUpdateTime?: string | undefined }[],
  object: KubeObject,
): number | null {
  const text =
    conditions.find(({ type }) => type === 'Progressing')?.lastUpdateTime ?? object.metadata.creationTimestamp;
  const at = text ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

/** An image reference as people say it: its tag, or the beginning of its digest. */
export function versionOf(image: string): Version {
  const [name = '', digest] = image.split('@');
  const tag = /:([^:/]+)$/.exec(name)?.[1];
  return { version: tag ?? digest?.replace('sha256:', '').slice(0, 12) ?? 'latest', image };
}
