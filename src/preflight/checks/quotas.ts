import type { PreflightFinding } from '../../domain/preflight.ts';
import type { PreflightCheck, Scene } from '../check.ts';
import { type Amounts, claimsPerPod, containerResources, podResources, read } from '../pod-resources.ts';
import { quantityText } from '../quantity.ts';
import type { LimitRange, Quota } from '../shapes.ts';
import { kubectl, neverTwice, some, withStrategy } from '../words.ts';

/** A ResourceQuota that has no room for the pods that the release starts beside those that run, or takes none at all. */
export const quotas: PreflightCheck = {
  name: 'quotas',
  needs: ({ stable, candidate }) => (stable.replicas > 0 || candidate ? ['quotas', 'limitRanges'] : []),
  look(scene, { quotas: all = [], limitRanges = [] }) {
    const pods = podsBeside(scene);
    if (pods === 0 && scene.stable.replicas === 0) return [];
    const needed = neededBy(scene, pods, limitRanges);
    return all.flatMap((quota) => {
      const counts = countsPods(quota, scene, needed);
      if (counts === 'no') return [];
      const found = [...unsaid(scene, quota, limitRanges), ...(pods > 0 ? roomIn(scene, quota, needed, pods) : [])];
      return counts === 'yes' ? found : found.map(perhaps);
    });
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
    if (/^(?:cpu|memory|ephemeral-storage|hugepages-.*)$/.test(name)) needed.set(name, amount * pods);
  }
  for (const [name, amount] of limits) needed.set(`limits.${name}`, amount * pods);
  for (const [name, amount] of claimsPerPod(stable.rollout.template)) needed.set(name, amount * pods);
  if (!candidate) return needed;
  for (const name of ['count/deployments.apps', 'count/replicasets.apps']) needed.set(name, 1);
  if (candidate.service) for (const name of ['services', 'count/services']) needed.set(name, 1);
  return needed;
}

/** What the quota has too little of, and what cannot be told because it is not counted yet. */
function roomIn(scene: Scene, quota: Quota, needed: Amounts, pods: number): PreflightFinding[] {
  const { metadata, spec, status } = quota;
  const hard = new Map([...read(spec.hard), ...read(status.hard)]);
  const used = read(status.used);
  const names = [...new Set([...Object.keys(spec.hard), ...Object.keys(status.hard)])];
  const asked = names.flatMap((name) => {
    const wanted = needed.get(name) ?? 0;
    return wanted === 0 ? [] : [{ name, wanted, most: hard.get(name), taken: used.get(name) }];
  });
  const short = asked.flatMap(({ name, wanted, most, taken = 0 }) => {
    // Sums of fractions are not exact.
    if (most === undefined || wanted <= most - taken + 1e-9) return [];
    return [`${name}: ${quantityText(wanted, name)} needed, ${quantityText(Math.max(0, most - taken), name)} left`];
  });
  const extra = pods === 1 ? 'a pod' : `${pods} pods`;
  const beside = `${extra} beside those of ${scene.stable.title}`;
  if (short.length > 0) {
    const detail = `ResourceQuota ${metadata.name} has no room for ${beside} (${some(short)})`;
    const remedy = `raise the quota, or release it ${withStrategy(neverTwice)}, which needs no more than runs now`;
    return [{ severity: 'refuse', detail, remedy }];
  }
  const uncounted = asked.flatMap(({ name, wanted, most, taken }) => {
    if (most !== undefined && taken !== undefined) return [];
    const inAll = most === undefined ? 'its limit is unreadable' : `${quantityText(most, name)} in all`;
    return [`${name}: ${quantityText(wanted, name)} needed, ${inAll}`];
  });
  if (uncounted.length === 0) return [];
  const detail = `Kubernetes has not counted yet what of ResourceQuota ${metadata.name} is used, so there's no telling whether it has room for ${beside} (${some(uncounted)})`;
  const remedy = `ask again in a moment, or look: \`${kubectl(scene)} describe resourcequota ${metadata.name}\``;
  return [{ severity: 'note', detail, remedy }];
}

/** A quota of these takes only pods of which every container says how much it wants, or the pod as a whole. */
const demanded = /^(?:(requests|limits)\.)?(cpu|memory)$/;

function unsaid({ stable }: Scene, { metadata, spec }: Quota, ranges: readonly LimitRange[]): PreflightFinding[] {
  const { containers, initContainers, resources: ofPod } = stable.rollout.template.spec;
  if (Object.keys({ ...ofPod.requests, ...ofPod.limits }).length > 0) return [];
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

type Counts = 'yes' | 'no' | 'unknown';

/** Whether the quota counts such pods. */
function countsPods({ spec }: Quota, { stable }: Scene, needed: Amounts): Counts {
  const { priorityClassName, activeDeadlineSeconds } = stable.rollout.template.spec;
  const terminating = typeof activeDeadlineSeconds === 'number';
  const bestEffort = ![...needed.keys()].some((name) => /^(requests|limits)\.(cpu|memory)$/.test(name));
  const holds = (scope: string): Counts => {
    switch (scope) {
      case 'Terminating':
        return yesIf(terminating);
      case 'NotTerminating':
        return yesIf(!terminating);
      case 'BestEffort':
        return yesIf(bestEffort);
      case 'NotBestEffort':
        return yesIf(!bestEffort);
      case 'PriorityClass':
        return yesIf(Boolean(priorityClassName));
      case 'VolumeAttributesClass':
        // Of claims, and never of pods.
        return 'no';
      default:
        return 'unknown';
    }
  };
  const chosen = (spec.scopeSelector?.matchExpressions ?? []).map(({ scopeName, operator, values }): Counts => {
    if (scopeName !== 'PriorityClass') return operator === 'Exists' ? holds(scopeName) : 'unknown';
    return ofClass(priorityClassName ?? null, operator, values);
  });
  const all = [...spec.scopes.map(holds), ...chosen];
  if (all.includes('no')) return 'no';
  return all.includes('unknown') ? 'unknown' : 'yes';
}

function ofClass(name: string | null, operator: string, values: readonly string[]): Counts {
  switch (operator) {
    case 'In':
      return yesIf(name !== null && values.includes(name));
    case 'NotIn':
      return yesIf(name === null || !values.includes(name));
    case 'Exists':
      return yesIf(name !== null);
    case 'DoesNotExist':
      return yesIf(name === null);
    default:
      return 'unknown';
  }
}

function yesIf(holds: boolean): Counts {
  return holds ? 'yes' : 'no';
}

/** Of a quota of which nobody can tell whether it counts these pods, what it would say stops no release. */
function perhaps({ detail, remedy }: PreflightFinding): PreflightFinding {
  return {
    severity: 'note',
    detail: `If it counts these pods, which can't be told from its scopes: ${detail}`,
    remedy,
  };
}
