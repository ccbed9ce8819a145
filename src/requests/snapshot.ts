import { z } from 'zod';
import type { RefusalOf } from '../domain/reasons.ts';
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

type LookRefusal = RefusalOf<'workload-missing' | 'workload-unfit' | 'cluster-unreachable'>;
export type Look = { kind: 'seen'; snapshot: Snapshot } | { kind: 'refused'; refusal: LookRefusal };

/** How stable is now, or why that cannot be told. Reads only. */
export async function lookAtTarget(clusters: Clusters, target: Target): Promise<Look> {
  const { name, container } = target.workload;
  const { cluster, namespace } = target;
  const place = { service: target.service, environment: target.environment };
  const missing = (what: string) => refused({ code: 'workload-missing', ...place, cluster, namespace, what });
  try {
    const object = await clusters(cluster).get({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      namespace,
      name,
    });
    if (!object) return missing(`Deployment ${name}`);
    const service = await missingService(clusters, target);
    if (service) return missing(`Service ${service}`);
    const { spec, status } = deploymentSchema.parse(object);
    const image = spec.template.spec.containers.find((each) => each.name === container)?.image;
    if (!image)
      return refused({ code: 'workload-unfit', ...place, detail: `Deployment ${name} has no container ${container}` });
    return {
      kind: 'seen',
      snapshot: { image, replicas: spec.replicas, runningSince: rolledOutAt(status.conditions, object) },
    };
  } catch (error) {
    if (error instanceof KubeError)
      return refused({ code: 'cluster-unreachable', ...place, cluster, detail: error.message });
    throw error;
  }
}

async function missingService(clusters: Clusters, { cluster, namespace, workload }: Target): Promise<string | null> {
  if (!workload.service) return null;
  const found = await clusters(cluster).get({ apiVersion: 'v1', kind: 'Service', namespace, name: workload.service });
  return found ? null : workload.service;
}

function refused(refusal: LookRefusal): Look {
  return { kind: 'refused', refusal };
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
