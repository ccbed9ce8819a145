import type { Ability, Obstacle } from '../domain/preflight.ts';
import type { Strategy } from '../domain/target.ts';
import { kindOfStrategy } from './make-plan.ts';

/** What a kind of workload can, as far as strategies ask for it. */
export interface Fit {
  copying: Ability;
  sizing: Ability;
  stages: Ability;
}

/**
 * Why a workload can never be released like that, whatever state it is in; null where it can.
 * @param title as people are told of it: `Deployment checkout`
 */
export function unsuited(strategy: Strategy, { copying, sizing, stages }: Fit, title: string): Obstacle | null {
  const { kind, handling, inStages } = kindOfStrategy(strategy);
  if (handling.clones && !copying.can)
    return { detail: `${kind} runs a copy of ${title} beside it, and ${copying.why}`, remedy: copying.remedy };
  if (!handling.clones && !handling.rolls && !sizing.can)
    return { detail: `${kind} takes all pods of ${title} away for a while, and ${sizing.why}`, remedy: sizing.remedy };
  if (inStages(strategy) && !stages.can)
    return { detail: `${title} can't be released by partitions: ${stages.why}`, remedy: stages.remedy };
  return null;
}
