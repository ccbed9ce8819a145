import { flagMove } from '../actions/facets.ts';
import { shareOn } from './flag.ts';
import type { Plan } from './plan.ts';
import type { Release } from './release.ts';

/** What a release makes of one feature flag. Shares are percent (0 to 100), null where no single figure says it. */
export interface FlagMoved {
  flag: string;
  /** Before the release. */
  from: number | null;
  /** By the plan, at its end. */
  to: number | null;
}

/** What a plan makes of feature flags, in the order in which it first touches them. */
export function flagMoves({ steps }: Pick<Plan, 'steps'>): FlagMoved[] {
  const moves = steps.map(({ action }) => flagMove(action)).filter((move) => move !== null);
  const before = steps.flatMap(({ undo }) => undo.map(flagMove)).flatMap((move) => move?.back ?? []);
  return [...new Set(moves.map(({ flag }) => flag))].map((flag) => {
    const back = before.find((each) => each.flag === flag);
    return {
      flag,
      from: back ? shareOn(back) : null,
      to: moves.findLast((move) => move.flag === flag)?.share ?? null,
    };
  });
}

/** The same of what has been done so far, `most` being the largest share that it has had in between. */
export function flagsMoved({ plan, flags, done }: Release): (FlagMoved & { most: number | null })[] {
  return flagMoves(plan).flatMap(({ flag, from }) => {
    const state = flags && Object.hasOwn(flags, flag) ? flags[flag] : undefined;
    if (!state) return [];
    const had = done.flatMap(({ index }) => {
      const move = flagMove(plan.steps[index]?.action);
      return move?.flag === flag ? (move.share ?? []) : [];
    });
    return [{ flag, from, to: shareOn(state), most: had.length > 0 ? Math.max(...had) : null }];
  });
}
