import type { Target } from '../domain/target.ts';
import type { Catalogue } from './catalogue.ts';
import type { Finding } from './issues.ts';
import { formatDuration } from './units.ts';

/** What is only wrong between services, or between settings that are each right by themselves. */
export function checkTargets(catalogue: Catalogue): Finding[] {
  const targets = catalogue.services.flatMap((service) => service.targets);
  return [...sharedWorkloads(targets), ...targets.flatMap(tooShort)];
}

/** Two services on one Deployment would release over each other: the lock is per service. */
function sharedWorkloads(targets: readonly Target[]): Finding[] {
  const seen = new Map<string, Target>();
  return targets.flatMap((target): Finding[] => {
    const key = JSON.stringify([target.cluster, target.namespace, target.workload.name]);
    const other = seen.get(key);
    if (other === undefined) {
      seen.set(key, target);
      return [];
    }
    const what = `Deployment ${target.workload.name} in namespace ${target.namespace} of cluster ${target.cluster}`;
    const message = `is released by ${other.service} in ${other.environment} too: ${what}`;
    return [{ path: ['services', target.service], message, at: 'key' }];
  });
}

function tooShort(target: Target): Finding[] {
  const { strategy, limits } = target;
  const bakes = strategy.kind === 'canary' ? strategy.steps.map((step) => step.bakeMs) : [strategy.bakeMs];
  const bakeMs = bakes.reduce((sum, ms) => sum + ms, 0);
  if (bakeMs < limits.totalMs) return [];
  const message = `in ${target.environment} the bake times add up to ${formatDuration(bakeMs)}, but limits.total is ${formatDuration(limits.totalMs)}`;
  return [{ path: ['services', target.service], message, at: 'key' }];
}
