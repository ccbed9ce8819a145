import { z } from 'zod';
import { say } from '../words/words.ts';
import { defineAction } from './action.ts';

const describe = () => say`check that nothing is left behind`;

/** Look that no object, weight or label of this release is left. */
export const verifyClean = defineAction(z.object({ kind: z.literal('verify.clean') }), {
  describe,
  describeUndo: describe,
  group: (before) => (before === 'contract' ? before : 'tidy'),
  rank: 0,
  note: () => null,
  looksOnly: true,
  byHand: () => null,
  estimateMs: () => 0,
  tidies: true,
  leaves: [],
  takesBack: ['workload marks', 'migration jobs', 'smoke job', 'copied ConfigMaps', 'copied Secrets'],
});
