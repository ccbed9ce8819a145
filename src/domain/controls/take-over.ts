import { type ControlRule, stuckBy } from './control.ts';

/** Ends a rollback that is stuck; what is left is seen to by a person. */
export const takeOver: ControlRule = {
  who: () => 'approver',
  when: (release) => stuckBy(release) !== null,
  event: (release, { at, by }) => ({ type: 'finished', at, outcome: 'handed-over', by, reason: stuckBy(release) }),
};
