import type { RefusalOf } from '../domain/reasons.ts';
import type { Target } from '../domain/target.ts';
import type { Clusters, KubeObject } from '../platform/kube.ts';
import { KubeError } from '../platform/kube.ts';
import type { Snapshot } from '../strategies/planner.ts';
import { serviceRef } from '../workloads/objects/refs.ts';
import { imageOf, kindOf, readStable, stableTitle } from '../workloads/of-target.ts';
import type { Workload } from '../workloads/workload.ts';
import { alongside } from './alongside.ts';

type SnapshotRefusal = RefusalOf<'workload-missing' | 'workload-unfit' | 'cluster-unreachable'>;
export type SnapshotResult = Seen | { kind: 'refused'; refusal: SnapshotRefusal };

export interface Seen {
  kind: 'seen';
  snapshot: Snapshot;
  workload: Workload;
  /** As the API server sent it; null where the target names none. */
  service: KubeObject | null;
}

/** How stable is now, or why that cannot be told. Reads only. */
export async function lookAtTarget(clusters: Clusters, target: Target): Promise<SnapshotResult> {
  const { container } = target.workload;
  const { cluster, namespace } = target;
  const place = { service: target.service, environment: target.environment };
  const missing = (what: string) => refused({ code: 'workload-missing', ...place, cluster, namespace, what });
  try {
    const stable = await readStable(clusters(cluster), target);
    if (!stable) return missing(stableTitle(target));
    const service = await frontOf(clusters, target);
    if (service === 'missing') return missing(`Service ${target.workload.service}`);
    const image = imageOf(stable, container);
    const remedy = `correct \`workload\` of ${target.service} in the catalogue`;
    const unfit = (detail: string) => refused({ code: 'workload-unfit', ...place, obstacles: [{ detail, remedy }] });
    if (!image) return unfit(`${stableTitle(target)} has no container ${container}`);
    const found = alongside(target, stable, image);
    if (found.kind === 'unfit') return unfit(found.detail);
    const { replicas, rolledOutAt: runningSince } = stable;
    const { stages } = kindOf(target);
    const held = stages.can ? { held: stages.held(stable.object) } : {};
    return {
      kind: 'seen',
      snapshot: { image, replicas, runningSince, also: found.also, ...held },
      workload: stable,
      service,
    };
  } catch (error) {
    if (error instanceof KubeError)
      return refused({ code: 'cluster-unreachable', ...place, cluster, detail: error.message });
    throw error;
  }
}

async function frontOf(clusters: Clusters, target: Target): Promise<KubeObject | null | 'missing'> {
  const { service } = target.workload;
  return service ? ((await clusters(target.cluster).get(serviceRef(target, service))) ?? 'missing') : null;
}

function refused(refusal: SnapshotRefusal): SnapshotResult {
  return { kind: 'refused', refusal };
}
