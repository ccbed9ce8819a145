import { z } from 'zod';
import { say } from '../words/words.ts';
import { defineAction } from './action.ts';

const describe = () => say`wait for somebody to switch`;

/** A person has looked at the candidate and says that users may meet it. */
export const switchAsk = defineAction(z.object({ kind: z.literal('switch.ask') }), {
  describe,
  describeUndo: describe,
  group: () => 'ask',
  rank: 0,
  note: () => null,
  byHand: () => null,
  estimateMs: () => 0,
  triesCandidate: true,
  tidies: false,
  leaves: [],
});
