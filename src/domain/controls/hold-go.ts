import { approversQuestions } from '../reasons.ts';
import { type ControlRule, isUnderWay } from './control.ts';

/** Answers a hold: the present step is taken as good. In spite of a gate, or of what a migration may destroy, that is to approve once more. */
export const holdGo: ControlRule = {
  who: ({ hold }) => (hold && approversQuestions.includes(hold.code) ? 'gate-approver' : 'concerned'),
  when: (release) => isUnderWay(release) && release.hold !== null,
  event: (_, use) => ({ type: 'hold.closed', answer: 'go-on', ...use }),
};
