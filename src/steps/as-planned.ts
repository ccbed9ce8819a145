import { plannedMoves } from '../domain/configuration-moves.ts';
import type { Plan } from '../domain/plan.ts';
import type { Target } from '../domain/target.ts';
import { imagesByContainer } from '../domain/version.ts';
import { ownersOf, ownsField } from '../platform/kube/ownership.ts';
import { fieldManager, type KubeObject } from '../platform/kube.ts';
import { imageOf, kindOf, stableTitle } from '../workloads/of-target.ts';
import { isSameContent } from '../workloads/versions/same-content.ts';
import type { Workload } from '../workloads/workload.ts';

/** Somebody has changed stable since the plan was made, so that it fits no more. Nothing was written. */
export class Overtaken extends Error {
  override name = 'Overtaken';
}

/**
 * What of stable is not as the plan saw it, in words; null where all that matters is. How many pods it has does not: an
 * autoscaler may change that at any time. Nor does another name of the same content, such as a mirror's.
 */
export function otherwiseThanPlanned(plan: Plan, object: KubeObject | null): string | null {
  const { from, target } = plan;
  const title = stableTitle(target);
  if (!object) return `${title} is gone`;
  const stable = kindOf(target).read(object);
  for (const [container, image] of imagesByContainer(from, target.workload.container)) {
    const now = imageOf(stable, container);
    if (now === null) return `${title} has no container ${container} any more`;
    if (now === image || isSameContent(now, image)) continue;
    const where = container === target.workload.container ? '' : ` in container ${container}`;
    return `${title} runs ${now}${where} by now${setBy(stable, target, container)}, not ${image} as when the plan was made`;
  }
  return otherConfiguration(plan, object);
}

/** Which of the objects that the release moves its template names no more, in words. */
function otherConfiguration(plan: Plan, object: KubeObject): string | null {
  const uses = kindOf(plan.target).configuration(object);
  const missing = plannedMoves(plan).find(
    ({ kind, from }) => from !== null && !uses.some((use) => use.kind === kind && use.name === from),
  );
  if (!missing) return null;
  return `${stableTitle(plan.target)} no longer names ${missing.kind} ${missing.from}, as it did when the plan was made`;
}

/** " (set by kubectl-set)", as far as the server has noted it. */
function setBy(stable: Workload, target: Target, container: string): string {
  const path = kindOf(target).fields.image(stable, container);
  const managers = ownersOf(stable.object, path).map(({ manager }) => manager);
  return managers.length > 0 ? ` (set by ${[...new Set(managers)].join(', ')})` : '';
}

/**
 * The image of this container is one that somebody else has set after this release: neither of the plan's, and not written
 * by Sluice. Null where it is not.
 */
export function setByOthers({ from, to, target }: Plan, stable: Workload, container: string): string | null {
  const now = imageOf(stable, container);
  const [before, after] = [from, to].map((version) =>
    imagesByContainer(version, target.workload.container).get(container),
  );
  if (now === null || now === before || now === after || isSameContent(now, after ?? '')) return null;
  // An admission policy changes images too, but the server books that to whoever asked: to Sluice.
  const path = kindOf(target).fields.image(stable, container);
  const theirs = ownersOf(stable.object, path).length > 0;
  return theirs && !ownsField(stable.object, path, fieldManager) ? `${now}${setBy(stable, target, container)}` : null;
}
