import { dig } from '../model/json.ts';
import type { Dict } from '../model/types.ts';

interface Recommendation {
  /** Milliseconds since the epoch. */
  at: number;
  replicas: number;
}

/** What autoscalers wanted lately, so that a size is given up only when nobody has wanted it for a while. */
export interface Recommendations {
  /** Notes what is wanted at this moment. @returns what may be done by what was wanted within the windows of `behavior` */
  stabilize(key: string, wanted: Recommendation & { current: number; behavior: Dict | undefined }): number;
  forget(key: string): void;
}

/** Seconds, where an autoscaler says nothing else. */
const usualWindow = { scaleUp: 0, scaleDown: 300 };

/** Of each key, by StabilizeRecommendationWithBehaviors in Kubernetes' pkg/controller/podautoscaler/horizontal.go. */
export function createRecommendations(): Recommendations {
  const kept = new Map<string, Recommendation[]>();
  return {
    stabilize(key, { at, replicas, current, behavior }) {
      const windowMs = (direction: keyof typeof usualWindow) =>
        1000 * Number(dig(behavior, direction, 'stabilizationWindowSeconds') ?? usualWindow[direction]);
      const since = at - Math.max(windowMs('scaleUp'), windowMs('scaleDown'));
      const before = (kept.get(key) ?? [{ at, replicas: current }]).filter((each) => each.at > since);
      kept.set(key, [...before, { at, replicas }]);
      const within = (ms: number) => before.filter((each) => each.at > at - ms).map((each) => each.replicas);
      const least = Math.min(replicas, ...within(windowMs('scaleUp')));
      const most = Math.max(replicas, ...within(windowMs('scaleDown')));
      return Math.min(most, Math.max(least, current));
    },
    forget: (key) => void kept.delete(key),
  };
}
