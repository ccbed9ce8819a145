import { z } from 'zod';
import { candidateByHand } from '../words/by-hand.ts';
import { say, type Words } from '../words/words.ts';
import { defineAction } from './action.ts';

/** What the step says where there was nothing but its own to remove. */
export const candidateRemoved = 'candidate removed';

const describe = () => say`remove the candidate`;

/** Neither pods nor Deployment nor Service of the candidate are left. */
export const candidateRemove = defineAction(z.object({ kind: z.literal('candidate.remove') }), {
  describe,
  describeUndo: describe,
  group: () => 'tidy',
  rank: 1,
  note: (_, __, { said }) => foreign(said),
  undoNote: (_, __, ___, said) => foreign(said),
  byHand: (_, { target }) => ({ command: candidateByHand(target), hint: null }),
  estimateMs: () => 0,
  candidatePods: () => 0,
  tidies: true,
  leaves: [],
  takesBack: ['candidate', 'candidate service'],
});

/** Objects of the candidate's names that were left alone. */
function foreign(said: string): Words | null {
  return said === candidateRemoved || said === '' ? null : say`${said}.`;
}
