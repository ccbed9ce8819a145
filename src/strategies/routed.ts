import type { Strategy, Target } from '../domain/target.ts';
import { routedAtOnce } from '../providers/routing.ts';
import { kindOfStrategy } from './make-plan.ts';

/** The target as a release by this strategy has it: one that moves everything at once needs no router that divides traffic. */
export function routedFor(target: Target, strategy: Strategy): Target {
  return kindOfStrategy(strategy).movesAtOnce ? routedAtOnce(target) : target;
}
