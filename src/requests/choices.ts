import type { Catalogue } from '../config/catalogue.ts';
import type { Strategy, Target } from '../domain/target.ts';
import { routerTraits } from '../providers/routing.ts';
import { kindOfStrategy } from '../strategies/make-plan.ts';
import { routedFor } from '../strategies/routed.ts';
import { unsuited } from '../strategies/suits.ts';
import { kindOf, stableTitle } from '../workloads/of-target.ts';

/** A strategy of the catalogue, and why a service can't be released by it; null where it can. */
export interface StrategyChoice {
  name: string;
  why: string | null;
}

/**
 * Which strategies of the catalogue a service can be released by, as far as the catalogue tells: by the kind of its workload
 * and of its router. What only the cluster knows, the plan says.
 * @param where in `all` of these places, or in `any` of them
 */
export function strategyChoices(
  { strategies }: Pick<Catalogue, 'strategies'>,
  targets: readonly Target[],
  where: 'all' | 'any',
): StrategyChoice[] {
  return Object.entries(strategies).map(([name, strategy]) => {
    const reasons = targets.map((target) => unfitFor(target, strategy));
    const isFit = where === 'any' && reasons.includes(null);
    return { name, why: isFit ? null : (reasons.find((why) => why !== null) ?? null) };
  });
}

function unfitFor(target: Target, strategy: Strategy): string | null {
  const title = stableTitle(target);
  const never = unsuited(strategy, kindOf(target), title);
  if (never) return never.detail;
  const traits = routerTraits(routedFor(target, strategy));
  // Nobody can tell without the router's settings; and how many pods run, only the cluster knows.
  if (traits === null) return null;
  const database = target.migration ? { database: target.migration.database } : {};
  return kindOfStrategy(strategy).needs(traits, { title, replicas: 1, ...database }, strategy)?.detail ?? null;
}
