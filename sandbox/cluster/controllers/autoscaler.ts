import type { Kernel } from '../api/kernel.ts';
import { writeScale } from '../api/scale.ts';
import { dig } from '../model/json.ts';
import { storageOf } from '../model/types.ts';
import { cannotScale, type Look, noFigures, report, scaledToNone, sized, type Wanted } from './autoscaler-status.ts';

import { createRecommendations, type Recommendations } from './recommendations.ts';
import { proposals, type UseOf } from './resource-metrics.ts';
import { type Controller, MANAGER, objectKey, splitKey } from './runtime.ts';
import type { Autoscaler } from './types.ts';

const STORAGE = 'autoscaling/horizontalpodautoscalers';

export interface AutoscalerOptions {
  useOf: UseOf;
  /** Milliseconds between two looks at the same autoscaler. */
  everyMs: number;
}

/**
 * Sizes what HorizontalPodAutoscalers name by the CPU and the memory that its pods use, within the bounds and stabilization windows.
 * Of the metrics it knows the utilization of these; policies, which limit how fast a size changes, are not played.
 */
export function autoscalerController(kernel: Kernel, options: AutoscalerOptions): Controller {
  const due = new Map<string, number>();
  const recommendations = createRecommendations();
  return {
    name: 'horizontal-pod-autoscaler',
    keysOf: ({ storage, object }) => (storage === STORAGE ? [objectKey(object)] : []),
    sync(key) {
      const { namespace, name } = splitKey(key);
      const autoscaler = kernel.store.get(STORAGE, namespace, name) as Autoscaler | undefined;
      if (autoscaler === undefined) {
        due.delete(key);
        recommendations.forget(key);
        return undefined;
      }
      // As the real one: whatever happens to an autoscaler, it is looked at once per period.
      const left = (due.get(key) ?? 0) - kernel.now();
      if (left > 0) return left;
      due.set(key, kernel.now() + options.everyMs);
      report(kernel, autoscaler, look(kernel, autoscaler, recommendations, options.useOf));
      return options.everyMs;
    },
  };
}

/** Looks at what is scaled and sizes it. */
function look(kernel: Kernel, autoscaler: Autoscaler, recommendations: Recommendations, useOf: UseOf): Look {
  const { scaleTargetRef: ref, minReplicas: min, maxReplicas: max, behavior } = autoscaler.spec;
  const namespace = autoscaler.metadata.namespace ?? '';
  const type = kernel.registry.byKind(ref.apiVersion, ref.kind);
  const target = type && kernel.store.get(storageOf(type), namespace, ref.name);
  if (!type?.subresources.includes('scale') || !target) return cannotScale(ref);
  const current = Number(dig(target, 'spec', 'replicas') ?? 1);
  const running = Number(dig(target, 'status', 'replicas') ?? 0);
  if (current === 0 && min > 0) return scaledToNone(running);
  const resize = (count: number, wanted: Wanted | null): Look => {
    const desired = Math.min(max, Math.max(min, count));
    if (desired !== current) {
      writeScale(kernel, type, namespace, ref.name, { body: { spec: { replicas: desired } } }, MANAGER);
    }
    return sized({ running, current, desired, wanted });
  };
  // Outside its bounds it is brought inside first, whatever its pods use.
  if (current < min || current > max) return resize(current, null);
  const found = proposals(kernel, autoscaler, target, useOf);
  if (typeof found === 'string') return noFigures(found, running, current);
  const { replicas: proposed, resource } = found.most;
  const proposedNow = { at: kernel.now(), replicas: proposed, current, behavior };
  const stable = recommendations.stabilize(objectKey(autoscaler), proposedNow);
  return resize(stable, { proposed, stable, resource, measured: found.all });
}
