import type { Deployment, ReplicaSet } from './types.ts';

/** A new size for a ReplicaSet. */
export interface Resize {
  set: ReplicaSet;
  replicas: number;
}

/** An absolute number, or a percentage of `total`, rounded up or down. */
export function resolveCount(value: number | string | undefined, total: number, round: 'up' | 'down'): number {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  const exact = (Number.parseInt(value, 10) * total) / 100;
  return round === 'up' ? Math.ceil(exact) : Math.floor(exact);
}

/** How many pods may be there beyond the wanted number, and how many may be missing. Never both zero. */
export function limitsOf(deployment: Deployment): { maxSurge: number; maxUnavailable: number } {
  const { replicas, strategy } = deployment.spec;
  if (strategy.type !== 'RollingUpdate') return { maxSurge: 0, maxUnavailable: 0 };
  const maxSurge = resolveCount(strategy.rollingUpdate?.maxSurge, replicas, 'up');
  const maxUnavailable = resolveCount(strategy.rollingUpdate?.maxUnavailable, replicas, 'down');
  const atLeast = maxSurge === 0 && maxUnavailable === 0 ? 1 : maxUnavailable;
  return { maxSurge, maxUnavailable: Math.min(atLeast, replicas) };
}

/** Pods that the sets are asked to have. */
export function wantedPods(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, set) => sum + set.spec.replicas, 0);
}

/** Pods of the sets that are available. */
export function availablePods(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, set) => sum + (set.status?.availableReplicas ?? 0), 0);
}

/** The size that the new set may have now without going beyond the surge. */
export function nextNewSize(deployment: Deployment, newSet: ReplicaSet, all: readonly ReplicaSet[]): number {
  const wanted = deployment.spec.replicas;
  if (newSet.spec.replicas >= wanted || deployment.spec.strategy.type === 'Recreate') return wanted;
  const room = wanted + limitsOf(deployment).maxSurge - wantedPods(all);
  return newSet.spec.replicas + Math.max(0, Math.min(room, wanted - newSet.spec.replicas));
}

/** Which old sets may shrink now, first by pods that are not available anyway, without falling below the minimum. */
export function shrinkOldSets(deployment: Deployment, newSet: ReplicaSet, oldSets: readonly ReplicaSet[]): Resize[] {
  const all = [...oldSets, newSet];
  const minimum = deployment.spec.replicas - limitsOf(deployment).maxUnavailable;
  const newUnavailable = newSet.spec.replicas - (newSet.status?.availableReplicas ?? 0);
  let budget = wantedPods(all) - minimum - newUnavailable;
  if (budget <= 0) return [];
  const sizes = new Map(oldSets.map((set) => [set, set.spec.replicas]));
  const byAge = [...oldSets].sort(compareByAge);
  for (const set of byAge) {
    const unhealthy = Math.max(0, set.spec.replicas - (set.status?.availableReplicas ?? 0));
    const fewer = Math.min(budget, unhealthy);
    sizes.set(set, set.spec.replicas - fewer);
    budget -= fewer;
  }
  let spare = Math.min(budget, availablePods(all) - minimum);
  for (const set of byAge) {
    const fewer = Math.max(0, Math.min(spare, sizes.get(set) ?? 0));
    sizes.set(set, (sizes.get(set) ?? 0) - fewer);
    spare -= fewer;
  }
  return [...sizes].filter(([set, size]) => size !== set.spec.replicas).map(([set, replicas]) => ({ set, replicas }));
}

/** Oldest first; of two made in the same second, by name. */
export function compareByAge(a: ReplicaSet, b: ReplicaSet): number {
  const [first, second] = [a, b].map((set) => set.metadata.creationTimestamp ?? '');
  if (first !== second) return (first ?? '') < (second ?? '') ? -1 : 1;
  return a.metadata.name < b.metadata.name ? -1 : 1;
}

/** Spreads a change of the Deployment's size over its sets in the middle of a rollout, in proportion to their sizes. */
export function scaleProportionally(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  maxReplicasOf: (set: ReplicaSet) => number,
): Resize[] {
  const wanted = deployment.spec.replicas;
  const allowed = wanted > 0 ? wanted + limitsOf(deployment).maxSurge : 0;
  const active = sets.filter((set) => set.spec.replicas > 0);
  let left = allowed - wantedPods(active);
  const growing = left > 0;
  const ordered = [...active].sort(
    (a, b) => b.spec.replicas - a.spec.replicas || (growing ? -1 : 1) * compareByAge(a, b),
  );
  const resizes = ordered.map((set): Resize => {
    const former = maxReplicasOf(set);
    const share = former === 0 ? 0 : Math.round((set.spec.replicas * allowed) / former) - set.spec.replicas;
    const change = growing ? Math.max(0, Math.min(share, left)) : Math.min(0, Math.max(share, left));
    left -= change;
    return { set, replicas: set.spec.replicas + change };
  });
  const [first] = resizes;
  if (first !== undefined) first.replicas = Math.max(0, first.replicas + left);
  return resizes;
}
