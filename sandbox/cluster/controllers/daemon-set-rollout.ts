import { isAvailable } from './pods.ts';
import { resolveCount } from './rollout.ts';
import type { DaemonSet, Pod } from './types.ts';

/** The pods of one node that are neither ending nor ended. */
export interface NodePods {
  node: string;
  old: Pod | undefined;
  fresh: Pod | undefined;
}

/** Which old pods may go now, and which nodes may get a new one beside their old one; `now` in milliseconds. */
export function dueForReplacement(
  { spec }: DaemonSet,
  nodes: readonly NodePods[],
  now: number,
): { remove: Pod[]; make: string[] } {
  const { maxSurge, maxUnavailable } = spec.updateStrategy.rollingUpdate ?? {};
  const isUp = (pod: Pod | undefined) => pod !== undefined && isAvailable(pod, spec.minReadySeconds ?? 0, now);
  const surge = resolveCount(maxSurge, nodes.length, 'up');
  if (surge > 0) return surging(nodes, surge, isUp);
  const most = Math.max(1, resolveCount(maxUnavailable ?? 1, nodes.length, 'up'));
  const broken = nodes.flatMap(({ old, fresh }) => (old && !fresh && !isUp(old) ? [old] : []));
  const healthy = nodes.flatMap(({ old, fresh }) => (old && !fresh && isUp(old) ? [old] : []));
  const missing = nodes.filter(({ old, fresh }) => !isUp(old) && !isUp(fresh)).length;
  return { remove: [...broken, ...healthy.slice(0, Math.max(0, most - missing))], make: [] };
}

function surging(nodes: readonly NodePods[], most: number, isUp: (pod: Pod | undefined) => boolean) {
  const remove = nodes.flatMap(({ old, fresh }) => (old && isUp(fresh) ? [old] : []));
  const waiting = nodes.filter(({ old, fresh }) => old && fresh && !isUp(fresh)).length;
  const alone = nodes.filter(({ old, fresh }) => old && !fresh);
  const broken = alone.filter(({ old }) => !isUp(old));
  const next = alone.filter(({ old }) => isUp(old)).slice(0, Math.max(0, most - waiting));
  return { remove, make: [...broken, ...next].map(({ node }) => node) };
}
