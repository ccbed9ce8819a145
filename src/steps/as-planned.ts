import type { Plan } from '../domain/plan.ts';
import type { Target } from '../domain/target.ts';
import { ownersOf, ownsField } from '../platform/kube/ownership.ts';
import { fieldManager, type KubeObject } from '../platform/kube.ts';
import { imageOf, kindOf, stableTitle } from '../workloads/of-target.ts';

/** Somebody has changed stable since the plan was made, so that it fits no more. Nothing was written. */
export class Overtaken extends Error {
  override name = 'Overtaken';
}

/**
 * What of stable is not as the plan saw it, in words; null where all that matters is. How many pods it has does not: an
 * autoscaler may change that at any time.
 */
export function otherwiseThanPlanned({ from, target }: Plan, stable: KubeObject | null): string | null {
  const { container } = target.workload;
  if (!stable) return `${stableTitle(target)} is gone`;
  const now = imageOf(kindOf(target).read(stable), container);
  if (now === from.image) return null;
  if (now === null) return `${stableTitle(target)} has no container ${container} any more`;
  return `${stableTitle(target)} runs ${now} by now${setBy(stable, target)}, not ${from.image} as when the plan was made`;
}

/** " (set by kubectl-set)", as far as the server has noted it. */
function setBy(stable: KubeObject, target: Target): string {
  const path = kindOf(target).fields.image(target.workload.container);
  const managers = ownersOf(stable, path).map(({ manager }) => manager);
  return managers.length > 0 ? ` (set by ${[...new Set(managers)].join(', ')})` : '';
}

/** The image is one that somebody else has set after this release: neither of the plan's, and not written by Sluice. */
export function setByOthers({ from, to, target }: Plan, stable: KubeObject): string | null {
  const { container } = target.workload;
  const { fields, read } = kindOf(target);
  const now = imageOf(read(stable), container);
  if (now === null || now === from.image || now === to.image) return null;
  // An admission webhook changes images too, but books that to whoever asked: to Sluice.
  const path = fields.image(container);
  const theirs = ownersOf(stable, path).length > 0;
  return theirs && !ownsField(stable, path, fieldManager) ? `${now}${setBy(stable, target)}` : null;
}
