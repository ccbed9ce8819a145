import { type ControlRule, isUnderWay } from './control.ts';

/** Answers a hold: the present step is watched once more. */
export const holdWait: ControlRule = {
  who: () => 'concerned',
  when: (release) => isUnderWay(release) && release.hold !== null,
  event: (_, use) => ({ type: 'hold.closed', answer: 'wait', ...use }),
};
