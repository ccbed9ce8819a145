import { configurationMoves } from '../actions/facets.ts';
import type { Action } from '../actions/index.ts';
import type { ConfigurationMove } from './configuration.ts';
import { type Plan, undoAll } from './plan.ts';

/** Which ConfigMaps and Secrets stable names once the plan is done, and before; empty where that stays. */
export function plannedMoves({ steps }: Pick<Plan, 'steps'>): readonly ConfigurationMove[] {
  return firstMoves(steps.map(({ action }) => action));
}

/** The same on the way back. */
export function undoneMoves(plan: Pick<Plan, 'steps'>): readonly ConfigurationMove[] {
  return firstMoves(undoAll(plan));
}

function firstMoves(actions: readonly Action[]): readonly ConfigurationMove[] {
  return actions.map(configurationMoves).find((moves) => moves.length > 0) ?? [];
}
