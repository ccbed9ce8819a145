import { flagMove, flagOf } from '../actions/facets.ts';
import { flagMoves } from './flag-moves.ts';
import type { Plan } from './plan.ts';
import type { Release } from './release.ts';
import type { CompareBy, Target } from './target.ts';

/** A flag whose requests with it on are held against those with it off, and how they are told apart. */
export interface Compared extends CompareBy {
  flag: string;
  /** How many have it by the plan (percent, 0 to 100); null where no single figure says it. */
  percent: number | null;
}

/**
 * By which label the requests of now are told apart: from the moment a flag is given to more people, where the catalogue
 * names one.
 * @returns null where another thing is watched, or the requests of its flag are not told apart
 */
export function comparedNow({ plan, step, done }: Pick<Release, 'plan' | 'step' | 'done'>): Compared | null {
  const index = step?.index ?? done.at(-1)?.index ?? -1;
  const action = plan.steps[index]?.action;
  const flag = flagOf(action);
  const moves = plan.steps.slice(0, index + 1).map((each) => flagMove(each.action));
  const last = moves.findLast((move) => move !== null && move.flag === flag);
  if (flag === null || !last || last.change?.kind !== 'set') return null;
  const by = labelOf(plan, flag);
  return by && { ...by, flag, percent: variantAsked(plan)?.percent ?? last.share };
}

/** Where one variant is asked for, only its own requests are those with the flag on. */
function labelOf(plan: Plan, flag: string): CompareBy | null {
  const by = compareByOf(plan.target, flag);
  const asked = variantAsked(plan);
  if (!by || asked === null) return by;
  return by.on.includes(asked.variant) ? { ...by, on: [asked.variant] } : null;
}

function variantAsked({ flag }: Plan) {
  return flag?.to.kind === 'variant' ? flag.to : null;
}

function compareByOf({ releaseFlags = [] }: Pick<Target, 'releaseFlags'>, flag: string): CompareBy | null {
  return releaseFlags.find((each) => each.flag === flag)?.compareBy ?? null;
}

/** The flags that a plan gives to more people and whose requests are told apart, each with its label. */
export function comparedIn(plan: Plan): { flag: string; by: CompareBy }[] {
  return flagMoves(plan).flatMap(({ flag }) => {
    const grows = plan.steps.some(({ action }) => {
      const move = flagMove(action);
      return move?.flag === flag && move.change?.kind === 'set';
    });
    const by = grows ? labelOf(plan, flag) : null;
    return by ? [{ flag, by }] : [];
  });
}
