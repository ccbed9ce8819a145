import type { Plan } from '../domain/plan.ts';
import type { Reverted } from '../domain/reverted.ts';
import { stableTitle } from '../workloads/of-target.ts';
import { share } from './format.ts';
import { nothing, say, type Words } from './words.ts';

/** What somebody else has undone, and that it is written again. Whole sentences. */
export function revertedSentence(reverted: Reverted, plan: Plan): Words {
  return say`${undone(reverted, plan)}; Sluice has set ${again(reverted, plan)} again.${remedyWords(reverted)}`;
}

/** The same after it has happened a few times in one step. Whole sentences. */
export function keepsReverting(reverted: Reverted & { times: number }, plan: Plan): Words {
  return say`${undone(reverted, plan)}, ${reverted.times} times in this step.${remedyWords(reverted)}`;
}

function undone(reverted: Reverted, plan: Plan): Words {
  const who = say`${reverted.by ?? 'Somebody'}`;
  switch (reverted.what) {
    case 'share':
      return say`${who} changed the share of ${plan.to.version} from ${share(reverted.wanted)} to ${share(reverted.found)}`;
    case 'route':
      return say`${who} changed the routes, by which ${plan.to.version} was to get ${reverted.wanted}`;
    case 'image':
      return say`${who} changed the image of ${stableTitle(plan.target)} back to ${reverted.found}`;
    case 'configuration':
      return say`${who} changed the pod template of ${stableTitle(plan.target)} back to ${reverted.found}`;
  }
}

function again(reverted: Reverted, plan: Plan): Words {
  switch (reverted.what) {
    case 'share':
      return say`it to ${share(reverted.wanted)}`;
    case 'route':
      return say`them`;
    case 'image':
      return say`it to ${plan.to.version}`;
    case 'configuration':
      return say`it to ${reverted.wanted}`;
  }
}

function remedyWords({ remedy }: Reverted): Words {
  return remedy === null ? nothing : say` To keep it: ${remedy}.`;
}
