import type { PreflightFinding } from '../../domain/preflight.ts';
import type { PreflightCheck, Scene } from '../check.ts';
import { type Amounts, containerResources, podResources, read } from '../pod-resources.ts';
import { quantityText } from '../quantity.ts';
import type { LimitRange, Quota } from '../shapes.ts';
import { neverTwice, some, withStrategy } from '../words.ts';

/** A ResourceQuota that has no room for the pods that the release starts beside those that run, or takes none at all. */
export const quotas: PreflightCheck = {
  name: 'quotas',
  needs: ({ stable, candidate }) => (stable.replicas > 0 || candidate ? ['quotas', 'limitRanges'] : []),
  look(scene, { quotas: all = [], limitRanges = [] }) {
    const pods = podsBeside(scene);
    if (pods === 0 && scene.stable.replicas === 0) return [];
    const needed = neededBy(scene, pods, limitRanges);
    const counting = all.filter((quota) => countsPods(quota, scene, needed));
    return counting.flatMap((quota) => [
      ...unsaid(scene, quota, limitRanges),
      ...(pods > 0 ? lacking(scene, quota, needed, pods) : []),
    ]);
  },
};

/** Pods that must run beside stable's at some moment: the candidate's, and the one by which a rollout goes on. */
function podsBeside({ candidate, handling, stable: { rollout, replicas } }: Scene): number {
  const rolling = handling.rolls && replicas > 0 && rollout.unavailable === 0 ? 1 : 0;
  return (candidate?.pods ?? 0) + rolling;
}

/** By the names that quotas have for it. */
function neededBy({ candidate, stable }: Scene, pods: number, ranges: readonly LimitRange[]): Amounts {
  const { requests, limits } = podResources(stable.rollout.template, ranges);
  const needed = new Map<string, number>([
    ['pods', pods],
    ['count/pods', pods],
  ]);
  for (const [name, amount] of requests) {
    needed.set(`requests.${name}`, amount * pods);
    if (['cpu', 'memory', 'ephemeral-storage'].includes(name)) needed.set(name, amount * pods);
  }
  for (const [name, amount] of limits) needed.set(`limits.${name}`, amount * pods);
  if (!candidate) return needed;
  for (const name of ['count/deployments.apps', 'count/replicasets.apps']) needed.set(name, 1);
  if (candidate.service) for (const name of ['services', 'count/services']) needed.set(name, 1);
  return needed;
}

function lacking(
  { stable }: Scene,
  { metadata, spec, status }: Quota,
  needed: Amounts,
  pods: number,
): PreflightFinding[] {
  const hard = read(Object.keys(status.hard).length > 0 ? status.hard : spec.hard);
  const used = read(status.used);
  const short = [...hard].flatMap(([name, most]) => {
    const wanted = needed.get(name) ?? 0;
    const left = most - (used.get(name) ?? 0);
    // Sums of fractions are not exact.
    if (wanted === 0 || wanted <= left + 1e-9) return [];
    return [`${name}: ${quantityText(wanted, name)} needed, ${quantityText(Math.max(0, left), name)} left`];
  });
  if (short.length === 0) return [];
  const extra = pods === 1 ? 'a pod' : `${pods} pods`;
  const detail = `ResourceQuota ${metadata.name} has no room for ${extra} beside those of ${stable.title} (${some(short)})`;
  const remedy = `raise the quota, or release it ${withStrategy(neverTwice)}, which needs no more than runs now`;
  return [{ severity: 'refuse', detail, remedy }];
}

/** A quota of these takes only pods of which every container says how much it wants. */
const demanded = /^(?:(requests|limits)\.)?(cpu|memory)$/;

function unsaid({ stable }: Scene, { metadata, spec }: Quota, ranges: readonly LimitRange[]): PreflightFinding[] {
  const { containers, initContainers } = stable.rollout.template.spec;
  const missing = [...containers, ...initContainers].flatMap((container) => {
    const resources = containerResources(container, ranges);
    return Object.keys(spec.hard).flatMap((resource) => {
      const [, kind = 'requests', name] = demanded.exec(resource) ?? [];
      if (name === undefined || resources[kind === 'limits' ? 'limits' : 'requests'].has(name)) return [];
      return [`container ${container.name}: no ${resource}`];
    });
  });
  if (missing.length === 0) return [];
  const detail = `ResourceQuota ${metadata.name} lets no new pod of ${stable.title} be made (${some(missing)})`;
  const remedy = 'set them on the containers, or let a LimitRange give them by default';
  return [{ severity: 'refuse', detail, remedy }];
}

/** Whether the quota counts such pods for certain: where that cannot be told, nothing is said. */
function countsPods({ spec }: Quota, { stable }: Scene, needed: Amounts): boolean {
  const { priorityClassName, activeDeadlineSeconds } = stable.rollout.template.spec;
  const terminating = typeof activeDeadlineSeconds === 'number';
  const bestEffort = ![...needed.keys()].some((name) => /^(requests|limits)\.(cpu|memory)$/.test(name));
  const holds = (scope: string): boolean => {
    switch (scope) {
      case 'Terminating':
        return terminating;
      case 'NotTerminating':
        return !terminating;
      case 'BestEffort':
        return bestEffort;
      case 'NotBestEffort':
        return !bestEffort;
      case 'PriorityClass':
        return Boolean(priorityClassName);
      default:
        // A scope that is not known here: whether it takes these pods cannot be told.
        return false;
    }
  };
  const expressions = spec.scopeSelector?.matchExpressions ?? [];
  return (
    spec.scopes.every(holds) &&
    expressions.every(({ scopeName, operator, values }) => {
      if (scopeName !== 'PriorityClass' || operator === 'Exists') return holds(scopeName) && operator === 'Exists';
      return operator === 'In' && values.includes(priorityClassName ?? '');
    })
  );
}
