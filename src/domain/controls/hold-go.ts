import { type ControlRule, isUnderWay } from './control.ts';

/** Answers a hold: the present step is taken as good. In spite of a gate, that is to approve once more, and takes who may do that. */
export const holdGo: ControlRule = {
  who: ({ hold }) => (hold?.code === 'gate' ? 'gate-approver' : 'concerned'),
  when: (release) => isUnderWay(release) && release.hold !== null,
  event: (_, use) => ({ type: 'hold.closed', answer: 'go-on', ...use }),
};
