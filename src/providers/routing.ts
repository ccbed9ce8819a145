import type { Target } from '../domain/target.ts';
import { chosen, mustChoose } from './family.ts';
import type { Precision, RouterTraits, WrittenField } from './routers/kind.ts';
import { atOnce, routers } from './routers/kinds/index.ts';

/** What the router of a target writes of the user's own objects. @throws where this version cannot read its settings */
export function routerWrites(target: Target): WrittenField[] {
  const { kind, config } = mustChoose(routers, target.router);
  return kind.writes(config, target);
}

/** Whether the requests at the pods must show the share that was written: the router divides them, and nobody has turned it off. */
export function verifiesShare(target: Target): boolean {
  // Where the whole traffic moves, connections that are open stay with the pods that have them: they show no fault.
  return dividesExactly(target) && target.analysis.verifyShare !== false;
}

/** Whether its router divides the traffic exactly; where this version cannot read the settings, nobody can tell. */
export function dividesExactly(target: Target): boolean {
  return precisionOf(target) === 'exact';
}

/** The target as a release by which all of its traffic moves at once has it: that needs no router that divides traffic. */
export function routedAtOnce(target: Target): Target {
  return precisionOf(target) === 'pods' && target.workload.service !== null ? { ...target, router: atOnce } : target;
}

/** What its router can apply anywhere; null where this version cannot read the settings, so that nobody can tell. */
export function routerTraits(target: Target): RouterTraits | null {
  const router = chosen(routers.kinds, target.router);
  return router?.kind.traits(router.config) ?? null;
}

/** How exactly its router divides the traffic; null where nobody can tell. */
function precisionOf(target: Target): Precision | null {
  return routerTraits(target)?.precision ?? null;
}
