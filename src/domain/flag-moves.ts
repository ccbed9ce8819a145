import { flagMove } from '../actions/facets.ts';
import { type FlagState, shareOn } from './flag.ts';
import { isAsWished } from './flag-wish.ts';
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

export interface FlagDone extends FlagMoved {
  /** The largest share that it may have had in between. */
  most: number | null;
  /** Who has changed it since, where it is not as the release left it; null where nobody has. */
  by: string | null;
}

/** The same of what has been done so far: as the flags stand now, as far as anybody has seen. */
export function flagsMoved(release: Release): FlagDone[] {
  const { plan, flags, most } = release;
  return flagMoves(plan).flatMap(({ flag, from, to }) => {
    const left = flags && Object.hasOwn(flags, flag) ? flags[flag] : undefined;
    const state = flagNow(release, flag);
    if (!left || !state) return [];
    const begun = most && Object.hasOwn(most, flag) ? most[flag] : undefined;
    const asMeant = plan.flag ? isAsWished(left, plan.flag.to) : to === null || shareOn(left) === to;
    const byOthers = state !== left || (hasSucceeded(release) && !asMeant);
    const by = byOthers ? (state.changed?.by ?? 'somebody else') : null;
    return [{ flag, from, to: shareOn(state), most: begun ?? null, by }];
  });
}

/** A flag as it was last seen; null where the release has not touched it. */
export function flagNow({ flags, flagFound }: Release, flag: string): FlagState | null {
  if (flagFound?.flag === flag) return flagFound;
  return (flags && Object.hasOwn(flags, flag) && flags[flag]) || null;
}

/** All of its steps are done: a share that is another than the plan's is one that a person has let stand. */
function hasSucceeded({ phase }: Release): boolean {
  return phase.kind === 'ended' && phase.outcome === 'succeeded';
}
