import type { ActionOf } from '../actions/index.ts';
import type { FlagState } from '../domain/flag.ts';
import type { Step } from '../domain/plan.ts';
import type { FlagRelease, Target } from '../domain/target.ts';
import { watchedTest } from './flag-test.ts';
import { bakeStep, step } from './planner.ts';

interface Members {
  how: Pick<FlagRelease, 'segments'>;
  before: FlagState;
  /** Percent (0 to 100) of all others who have the flag meanwhile. */
  share: number;
  undo: Step['undo'];
  target: Target;
}

/** The members of one segment after the other get a flag, while all others have what they had. Pure. */
export function segmentSteps({ how, before, share, undo, target }: Members): Step[] {
  const { flag, segments: had } = before;
  const isOn = before.stands === 'present' && before.enabled;
  const added = (how.segments ?? []).filter(({ segment }) => !isOn || !had.includes(segment));
  return added.flatMap(({ segment, bakeMs, test }, index) => {
    const segments = [...new Set([...had, ...added.slice(0, index + 1).map((each) => each.segment)])];
    const change = { kind: 'set' as const, enabled: true, percentage: share, segments };
    const action: ActionOf<'flag.set'> = { kind: 'flag.set', flag, change, was: share };
    return [
      step(action, { undo, deadlineMs: target.limits.readyMs, watched: true }),
      bakeStep(share, bakeMs, target, { flag, segment, ...watchedTest(test) }),
    ];
  });
}
