import { startsIn } from '../actions/facets.ts';
import type { Plan } from '../domain/plan.ts';
import { goesBack, stageName } from '../domain/train.ts';
import { bold, say, type Words } from './words.ts';

type Stages = Pick<Plan, 'train' | 'target' | 'steps'>;
type TrainPlan = Stages & Pick<Plan, 'from' | 'to'>;

/** Longer than this (characters), stages are counted and not named: a title has room for so much. */
const longestStages = 80;

/** "staging → production"; those that get the version side by side: "internal → eu + us". */
function stagesOf({ train, target, steps }: Stages): string {
  if (!train) return target.environment;
  const rings = steps.map(({ action }) => startsIn(action)).filter((places) => places.length > 0);
  const named = rings.map((ring) => ring.map((place) => stageName(train, place)).join(' + ')).join(' → ');
  return named.length > longestStages ? `${rings.flat().length} ${train.kind}` : named;
}

/** Where it goes, after the version: "through staging → production", "→ production (internal → eu + us)"; of a set "→ production". */
export function trainWay(plan: Stages): string {
  const { train, target } = plan;
  switch (train?.kind) {
    case undefined:
    case 'environments':
      return `through ${stagesOf(plan)}`;
    case 'places':
      return `→ ${train.environment} (${stagesOf(plan)})`;
    case 'set':
      return goesBack(train) ? `back in ${target.environment}` : `→ ${target.environment}`;
  }
}

/** "checkout 2.4.1 through staging → production", "Set shop-2024-11 → production". */
export function trainTitle(plan: TrainPlan): string {
  const { service } = plan.target;
  const what = plan.train?.kind === 'set' ? `Set ${service}` : `${service} ${plan.to.version}`;
  return `${what} ${trainWay(plan)}`;
}

/** "*checkout* 2.4.0 → 2.4.1 · through staging → production", "*shop-2024-11* 3 services → production": for lists. */
export function trainInList(plan: TrainPlan): Words {
  const { target, from, to } = plan;
  const what = plan.train?.kind === 'set' ? to.version : `${from.version} → ${to.version} ·`;
  return say`${bold(target.service)} ${what} ${trainWay(plan)}`;
}

/** "2.4.1 has come through staging → production", "3 services of shop-2024-11 are in production". */
export function trainCame(plan: TrainPlan): Words {
  const { target, to, train } = plan;
  switch (train?.kind) {
    case undefined:
    case 'environments':
      return say`${to.version} has come ${trainWay(plan)}`;
    case 'places':
      return say`${to.version} has come to ${train.environment} (${stagesOf(plan)})`;
    case 'set':
      return say`${to.version} of ${target.service} ${goesBack(train) ? 'went back' : 'came'} in ${target.environment}`;
  }
}
