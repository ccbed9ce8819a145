import type { Refusal } from '../domain/reasons.ts';
import type { Target } from '../domain/target.ts';
import type { Version } from '../domain/version.ts';
import type { Clusters } from '../platform/kube.ts';
import { KubeError } from '../platform/kube.ts';
import type { Snapshot } from '../strategies/planner.ts';
import { serviceRef } from '../workloads/objects/refs.ts';
import { imageOf, readStable, stableTitle } from '../workloads/of-target.ts';

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
    const stable = await readStable(clusters(target.cluster), target);
    if (!stable) return refused('workload-missing', { ...facts, what: stableTitle(target) });
    const service = await missingService(clusters, target);
    if (service) return refused('workload-missing', { ...facts, what: `Service ${service}` });
    const image = imageOf(stable, container);
    if (!image) {
      const detail = `${stableTitle(target)} has no container ${container}`;
      return refused('workload-unfit', { ...facts, detail });
    }
    return { kind: 'seen', snapshot: { image, replicas: stable.replicas, runningSince: stable.rolledOutAt } };
  } catch (error) {
    if (error instanceof KubeError) return refused('cluster-unreachable', { ...facts, detail: error.message });
    throw error;
  }
}

async function missingService(clusters: Clusters, target: Target): Promise<string | null> {
  const { service } = target.workload;
  if (!service) return null;
  return (await clusters(target.cluster).get(serviceRef(target, service))) ? null : service;
}

function refused(code: Refusal['code'], facts: Record<string, string>): Look {
  return { kind: 'refused', refusal: { code, facts } };
}

/** An image reference as people say it: its tag, or the beginning of its digest. */
export function versionOf(image: string): Version {
  const [name = '', digest] = image.split('@');
  const tag = /:([^:/]+)$/.exec(name)?.[1];
  return { version: tag ?? digest?.replace('sha256:', '').slice(0, 12) ?? 'latest', image };
}
