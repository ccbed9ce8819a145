/** How the pods of a workload are used: 1 is what the autoscaler aims at. */
export interface Usage {
  /** `spec.replicas` as it is. */
  current: number;
  ready: number;
  unready: number;
  /** Mean of the ready pods. */
  ratio: number;
}

const tolerance = 0.1;
const near = (ratio: number) => Math.abs(ratio - 1) <= tolerance;

/**
 * What a HorizontalPodAutoscaler wants by the formula of its replica calculator (kubernetes,
 * pkg/controller/podautoscaler/replica_calculator.go, GetResourceReplicas), without a stabilisation window: pods that are
 * not ready count as idle when it would scale up, and nothing is done where that would turn its direction.
 */
export function desiredReplicas(
  { current, ready, unready, ratio }: Usage,
  bounds: { min: number; max: number },
): number {
  const clamped = (count: number) => Math.min(bounds.max, Math.max(bounds.min, count));
  if (ready === 0) return current;
  if (unready === 0 || ratio <= 1) return clamped(near(ratio) ? current : Math.ceil(ratio * ready));
  const mixed = (ratio * ready) / (ready + unready);
  if (near(mixed) || mixed < 1) return current;
  return clamped(Math.max(current, Math.ceil(mixed * (ready + unready))));
}
