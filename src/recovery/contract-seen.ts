import { labels, migrationJob } from '../domain/names.ts';
import { atContract, contractFrom, type Plan } from '../domain/plan.ts';
import type { Release } from '../domain/release.ts';
import { readFence } from '../platform/kube/fence.ts';
import type { SealsOf } from '../platform/kube/seal.ts';
import { type Clusters, type Kube, KubeError, type KubeObject } from '../platform/kube.ts';
import { type JobState, jobKind, stateOfJob } from '../workloads/job/state.ts';
import { titleOf } from '../workloads/objects/refs.ts';
import { imageOf, readCandidate, readStable, stableTitle } from '../workloads/of-target.ts';
import type { Workload } from '../workloads/workload.ts';

export interface ClusterDeps {
  clusters: Clusters;
  seals: SealsOf;
}

/**
 * Of a release whose log has lost entries: what stands in the cluster where its contract may have begun, in words; null where
 * it surely has not. Before the wait for the contract, the release has something of its own there; after it, there may be the
 * contract's Job, or nothing but its version.
 */
export async function contractSeen(
  { clusters, seals }: ClusterDeps,
  { id, plan, done }: Pick<Release, 'id' | 'plan' | 'done'>,
): Promise<string | null> {
  if (contractFrom(plan) === null) return null;
  const kube = clusters(plan.target.cluster);
  try {
    const [job, stable, candidate] = await Promise.all([
      contractJob(kube, plan),
      readStable(kube, plan.target),
      readCandidate(kube, plan.target),
    ]);
    const own = job?.metadata.labels?.[labels.release] === id && seals(plan.target.cluster).holds(job) ? job : null;
    const isPast = own !== null || atContract(plan, done.length) || (!candidate && isLetGo(stable, { id, plan }));
    return isPast ? [stableWords(stable, plan), jobWords(own, plan)].join(', and ') : null;
  } catch (error) {
    if (error instanceof KubeError) return `the cluster can't be read (${error.message})`;
    throw error;
  }
}

function contractJob(kube: Kube, plan: Plan): Promise<KubeObject | null> {
  const { target } = plan;
  return kube.get({ ...jobKind, namespace: target.namespace, name: migrationJob(target, 'contract') });
}

/** It runs the new version, and the release's mark is off it again: that is the last thing before the wait. */
function isLetGo(stable: Workload | null, { id, plan }: Pick<Release, 'id' | 'plan'>): boolean {
  if (!stable || imageOf(stable, plan.target.workload.container) !== plan.to.image) return false;
  return readFence(stable.object)?.release !== id;
}

function stableWords(stable: Workload | null, { target }: Plan): string {
  if (!stable) return `${stableTitle(target)} is gone`;
  return `${stableTitle(target)} runs ${imageOf(stable, target.workload.container) ?? 'nothing that is known'}`;
}

const stateWords: Record<JobState['kind'], string> = {
  suspended: 'has not been started',
  running: 'runs',
  succeeded: 'has succeeded',
  failed: 'has failed',
};

function jobWords(job: KubeObject | null, { target }: Plan): string {
  if (!job) return `there is no Job ${migrationJob(target, 'contract')}`;
  return `${titleOf(job, job.metadata.name)} ${stateWords[stateOfJob(job).kind]}`;
}
