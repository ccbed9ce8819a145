import { type ControlRule, isUnderWay } from './control.ts';

/** Ends a pause, also one that has turned into a hold. */
export const resume: ControlRule = {
  who: () => 'concerned',
  when: (release) => isUnderWay(release) && (release.paused !== null || release.hold?.code === 'pause-expired'),
  event: ({ hold }, use) => (hold ? { type: 'hold.closed', answer: 'wait', ...use } : { type: 'resumed', ...use }),
};
