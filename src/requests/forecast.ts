import type { Version } from '../domain/version.ts';
import { makePlan } from '../strategies/make-plan.ts';
import { routedFor } from '../strategies/routed.ts';
import type { RequestDeps } from './deps.ts';
import { type Draft, drafted } from './drafted.ts';
import type { Placed } from './place.ts';
import { lookAtWanted } from './wanted.ts';

/**
 * What a request that has to wait comes to, as far as that can be told while another release is under way: whether there is
 * such a version, and whether a gate speaks against it already. Nothing is ever done by this plan: it is made again when its
 * turn comes.
 * @param from what runs there but for the release that is under way
 */
export async function forecast(deps: RequestDeps, placed: Placed, from: Version): Promise<Draft> {
  const { request, target: usual, strategy } = placed;
  const target = routedFor(usual, strategy);
  const wanted = await lookAtWanted(deps, { ...placed, target });
  if (wanted.kind === 'refused') return wanted;
  const { precision } = deps.routerOf(target.router).traits;
  const plan = makePlan({ target, strategy, snapshot: wanted.look.snapshot, from, to: wanted.to, precision });
  return drafted(deps, { request, target }, { plan, figures: Promise.resolve(null) });
}
