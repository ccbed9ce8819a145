import { maxReplicasOf } from './deployment-sets.ts';
import { type Resize, scaleProportionally } from './rollout.ts';
import type { Deployment, ReplicaSet } from './types.ts';

/** Whether the wanted number has changed since the sets were last sized. */
export function isScalingEvent(deployment: Deployment, sets: readonly ReplicaSet[]): boolean {
  return sets.some((set) => {
    const desired = set.metadata.annotations?.['deployment.kubernetes.io/desired-replicas'];
    return set.spec.replicas > 0 && desired !== undefined && Number(desired) !== deployment.spec.replicas;
  });
}

/** The new sizes when the wanted number has changed or the Deployment is paused: nothing is rolled meanwhile. */
export function scaleSets(
  deployment: Deployment,
  newSet: ReplicaSet | undefined,
  sets: readonly ReplicaSet[],
): Resize[] {
  const wanted = deployment.spec.replicas;
  const active = sets.filter((set) => set.spec.replicas > 0);
  const [only] = active;
  if (active.length <= 1) {
    const latest = only ?? newSet ?? sets.at(-1);
    return latest === undefined || latest.spec.replicas === wanted ? [] : [{ set: latest, replicas: wanted }];
  }
  const saturated =
    newSet !== undefined &&
    newSet.spec.replicas === wanted &&
    Number(newSet.metadata.annotations?.['deployment.kubernetes.io/desired-replicas']) === wanted &&
    newSet.status?.availableReplicas === wanted;
  if (saturated) return active.filter((set) => set !== newSet).map((set) => ({ set, replicas: 0 }));
  if (deployment.spec.strategy.type !== 'RollingUpdate') return [];
  return scaleProportionally(deployment, active, (set) => maxReplicasOf(set) ?? deployment.spec.replicas);
}
