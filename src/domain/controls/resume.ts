import { type ControlRule, isUnderWay } from './control.ts';

/** Ends a pause, also one that has turned into a hold. */
export const resume: ControlRule = {
  who: () => 'concerned',
  when: (release) => isUnderWay(release) && (release.paused !== null || release.hold?.code === 'pause-expired'),
  event: ({ hold }, { at, by }) =>
    hold ? { type: 'hold.closed', at, by, answer: 'wait' } : { type: 'resumed', at, by },
};
