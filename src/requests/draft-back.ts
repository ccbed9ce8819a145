import { usualPace } from '../domain/rollback.ts';
import { kindOfStrategy } from '../strategies/make-plan.ts';
import type { RequestDeps } from './deps.ts';
import type { Draft } from './drafted.ts';
import type { Placed } from './place.ts';

/** Drafts the plan of one way. @param notes for the plan */
type DraftWay = (deps: RequestDeps, placed: Placed, notes: readonly string[]) => Promise<Draft>;

/**
 * The plan of a version that comes back: by the service's own strategy where that was asked for, else by the quickest way that
 * the cluster bears. Why a quicker one is not possible stands in the plan.
 */
export async function draftBack(deps: RequestDeps, placed: Placed, draftWay: DraftWay): Promise<Draft> {
  const { request, strategy } = placed;
  const { pace = usualPace } = request;
  const ways = pace === 'careful' ? [strategy] : kindOfStrategy(strategy).quickBack(strategy);
  const notes: string[] = [];
  for (const way of ways.slice(0, -1)) {
    const drafted = await draftWay(deps, { ...placed, strategy: way }, notes);
    const lacks = lackOf(drafted);
    if (lacks === null) return drafted;
    notes.push(`Not by ${way.kind}, which would be quicker: ${lacks}.`);
  }
  return draftWay(deps, { ...placed, strategy: ways.at(-1) ?? strategy }, notes);
}

/** Why this way is not possible where another one may be; null where it is, or no other would be. */
function lackOf(drafted: Draft): string | null {
  if (drafted.kind !== 'refused') return null;
  const { refusal } = drafted;
  switch (refusal.code) {
    case 'workload-unfit':
      return refusal.obstacles[0]?.detail ?? null;
    case 'route-missing':
      return refusal.detail;
    default:
      return null;
  }
}
