import { flagMove } from '../actions/facets.ts';
import type { EventOf } from './events.ts';
import type { FlagState } from './flag.ts';
import type { Phase, Release } from './release.ts';

/** From the moment a flag's share is written, other users see the feature: what was measured before says nothing of them. */
export function exposedAtStart({ plan, before, window, most }: Release, index: number): Partial<Release> {
  const move = flagMove(plan.steps[index]?.action);
  if (move === null) return {};
  const { flag, share } = move;
  return {
    window: [],
    blindSince: null,
    ...(share === null ? {} : { most: { ...most, [flag]: Math.max(share, most?.[flag] ?? 0) } }),
    ...(plan.flag ? { before: before ?? window } : {}),
  };
}

/** A flag as an action has left it. */
export function flagLeft({ flags, flagFound }: Release, flag: FlagState | undefined): Partial<Release> {
  if (!flag) return {};
  const isSeen = flagFound?.flag === flag.flag;
  return { flags: { ...flags, [flag.flag]: flag }, ...(isSeen ? { flagFound: null } : {}) };
}

/** Who goes on takes the flag as it was found; else it is looked at again. */
export function flagAnswered(release: Release, answer: EventOf<'hold.closed'>['answer']): Partial<Release> {
  const { flagFound } = release;
  if (!flagFound) return {};
  return { flagFound: null, ...(answer === 'go-on' ? flagLeft(release, flagFound) : {}) };
}

type RollingBack = Extract<Phase, { kind: 'rolling-back' }>;

/** The next action of the way back once this one is done, or put off: the others in order, then what was put off. */
export function afterUndo(
  phase: RollingBack,
  { index, at }: { index: number; at: number },
  how: 'done' | 'deferred',
): RollingBack {
  const { deferred = [], undo } = phase;
  const isLate = deferred.includes(index);
  const left = how === 'deferred' && !isLate ? [...deferred, index] : deferred.filter((each) => each !== index);
  const inOrder = !isLate && index + 1 < undo.length ? index + 1 : null;
  const { deferred: _, ...rest } = phase;
  return {
    ...rest,
    ...(left.length > 0 ? { deferred: left } : {}),
    next: inOrder ?? left[0] ?? undo.length,
    nextSince: at,
    error: null,
  };
}
