import { configurationCopies } from '../actions/facets.ts';
import type { Plan } from '../domain/plan.ts';
import type { SealsOf } from '../platform/kube/seal.ts';
import { type Clusters, KubeError } from '../platform/kube.ts';
import { stableRef } from '../workloads/of-target.ts';
import { otherwiseThanPlanned } from './as-planned.ts';
import { plannedSource } from './configuration-source.ts';

/**
 * What of the cluster is no longer as a plan saw it, in words: the workload, or the content of what is to be copied. Null where
 * all that matters is, and where the cluster can't be asked: each step looks again before it writes.
 */
export async function otherwiseNow(
  { clusters, seals }: { clusters: Clusters; seals: SealsOf },
  plan: Plan,
): Promise<string | null> {
  // Each of its releases makes its own plan, of what is there by then.
  if (plan.train) return null;
  const { target } = plan;
  const place = { kube: clusters(target.cluster), namespace: target.namespace, seals: seals(target.cluster) };
  try {
    const changed = otherwiseThanPlanned(plan, await place.kube.get(stableRef(target)));
    if (changed !== null) return changed;
    const sources = plan.steps.flatMap(({ action }) => configurationCopies(action));
    const found = await Promise.all(sources.map((source) => plannedSource(place, source)));
    return found.find((each) => typeof each === 'string') ?? null;
  } catch (error) {
    if (error instanceof KubeError) return null;
    throw error;
  }
}
