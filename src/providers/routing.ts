import type { Target } from '../domain/target.ts';
import { chosen, mustChoose } from './family.ts';
import { families } from './index.ts';
import type { WrittenField } from './routers/kind.ts';

/** What the router of a target writes of the user's own objects. @throws where this version cannot read its settings */
export function routerWrites(target: Target): WrittenField[] {
  const { kind, config } = mustChoose(families.traffic, target.router);
  return kind.writes(config, target);
}

/** Whether the requests at the pods must show the share that was written: the router divides them, and nobody has turned it off. */
export function verifiesShare(target: Target): boolean {
  return dividesExactly(target) && target.analysis.verifyShare !== false;
}

/** Whether its router divides the traffic exactly; where this version cannot read the settings, nobody can tell. */
export function dividesExactly(target: Target): boolean {
  const router = chosen(families.traffic.kinds, target.router);
  return router?.kind.traits(router.config).precision === 'exact';
}
