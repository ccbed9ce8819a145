import { z } from 'zod';
import { candidateByHand } from '../words/by-hand.ts';
import { say } from '../words/words.ts';
import { defineAction } from './action.ts';

const describe = () => say`remove the candidate`;

/** Neither pods nor Deployment nor Service of the candidate are left. */
export const candidateRemove = defineAction(z.object({ kind: z.literal('candidate.remove') }), {
  describe,
  describeUndo: describe,
  group: () => 'tidy',
  rank: 1,
  note: () => null,
  byHand: (_, { target }) => ({ command: candidateByHand(target), hint: null }),
  estimateMs: () => 0,
  tidies: true,
  leaves: [],
  takesBack: ['candidate', 'candidate service'],
});
