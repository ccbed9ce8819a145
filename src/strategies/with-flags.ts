import type { ActionOf } from '../actions/index.ts';
import { type FlagState, shareOn } from '../domain/flag.ts';
import type { Plan, Step } from '../domain/plan.ts';
import type { FlagRelease, Target } from '../domain/target.ts';
import { testNotes, watchedTest } from './flag-test.ts';
import { bakeStep, type Outline, step } from './planner.ts';
import { segmentSteps } from './segment-steps.ts';

/** A flag that moves with a release: how, and how it stands when the plan is made. */
export interface FlagToMove {
  how: FlagRelease;
  before: FlagState;
}

/**
 * The steps of a release with those of its flags around them: off before anything is deployed, and on by steps once the
 * version is in and stays.
 */
export function withFlags(
  outline: Outline,
  flags: readonly FlagToMove[],
  target: Target,
): Outline & Pick<Plan, 'staysFrom'> {
  const moving = flags.filter(moves);
  const notes = flags.filter((flag) => !moving.includes(flag)).map(leftAlone);
  if (moving.length === 0) return { ...outline, notes: [...outline.notes, ...notes] };
  const before = moving.filter(({ how }) => how.off).map((flag) => offStep(flag, target));
  const brought = [...before, ...outline.steps];
  return {
    ...outline,
    steps: [...brought, ...moving.flatMap((flag) => onSteps(flag, target))],
    notes: [...outline.notes, ...moving.flatMap((flag) => testNotes(moved(flag))), ...notes],
    staysFrom: brought.length,
  };
}

/** Where nothing is to run the version at the end, its features are shown to nobody: its flags stay as they are. */
export function withoutFlags(outline: Outline, flags: readonly FlagToMove[]): Outline & Pick<Plan, 'staysFrom'> {
  const notes = flags.map(({ before }) => `${before.flag} stays as it is.`);
  return { ...outline, notes: [...outline.notes, ...notes] };
}

/** Whether a release would change it at all. */
export function moves(flag: FlagToMove): boolean {
  return sharesOf(flag).length > 0;
}

/** The shares that a flag gets, growing. One that everybody has already stays as it is. */
function sharesOf({ how, before }: FlagToMove): FlagRelease['steps'] {
  const now = shareOn(before) ?? 0;
  if (now >= (how.steps.at(-1)?.percent ?? 0)) return [];
  return how.off ? how.steps : how.steps.filter(({ percent }) => percent > now);
}

/** The same flag with the steps that it takes. */
function moved(flag: FlagToMove): FlagRelease {
  return { ...flag.how, steps: sharesOf(flag) };
}

function leftAlone({ before }: FlagToMove): string {
  return `${before.flag} is at ${shareOn(before)} % already and stays.`;
}

function offStep({ before }: FlagToMove, target: Target): Step {
  const action = { ...kill(before), was: shareOn(before) };
  return step(action, { undo: [restore(before)], deadlineMs: target.limits.readyMs });
}

function onSteps(flag: FlagToMove, target: Target): Step[] {
  const { before, how } = flag;
  const found = shareOn(before);
  // What people had with the version before is not what they are given back with this one: off is off.
  const undo = [how.off && found !== 0 ? kill(before) : restore(before)];
  const members = segmentSteps({ how, before, share: how.off ? 0 : (found ?? 0), undo, target });
  const shares = sharesOf(flag).flatMap(({ percent, bakeMs, test }, index, all) => {
    const was = all[index - 1]?.percent ?? (how.off ? 0 : found);
    const change = { kind: 'set' as const, enabled: true, percentage: percent };
    const action: ActionOf<'flag.set'> = { kind: 'flag.set', flag: before.flag, change, was };
    return [
      step(action, { undo, deadlineMs: target.limits.readyMs, watched: true }),
      bakeStep(percent, bakeMs, target, { flag: before.flag, ...watchedTest(test) }),
    ];
  });
  return [...members, ...shares];
}

function kill({ flag }: FlagState): ActionOf<'flag.set'> {
  return { kind: 'flag.set', flag, change: { kind: 'kill' }, was: null };
}

function restore(before: FlagState): ActionOf<'flag.restore'> {
  return { kind: 'flag.restore', before };
}
