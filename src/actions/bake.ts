import { z } from 'zod';
import { duration, share } from '../words/format.ts';
import { say } from '../words/words.ts';
import { count, defineAction, percent } from './action.ts';

const schema = z.object({
  kind: z.literal('bake'),
  /** Who has it: percent of the traffic, or of those whom the flag decides on. */
  percent,
  forMs: count,
  /** The feature flag whose share is watched; absent where it is the traffic's. */
  flag: z.string().optional(),
});

const describe = ({ forMs }: z.infer<typeof schema>) => say`watch for ${duration(forMs)}`;

/** Hold the present state for `forMs` and want evidence that it is healthy. */
export const bake = defineAction(schema, {
  describe,
  describeUndo: describe,
  group: (before) => (before === 'flag' ? 'flag' : 'traffic'),
  rank: 0,
  note({ flag, percent: now }, _, { took, found, inShares }) {
    if (flag !== undefined) return say`${flag} at ${share(now)} for ${took}: ${found()}`;
    return inShares ? say`${share(now)} for ${took}: ${found()}` : say`Watched for ${took}: ${found()}`;
  },
  byHand: () => null,
  estimateMs: ({ forMs }) => forMs,
  watchMs: ({ forMs }) => forMs,
  tidies: false,
  leaves: [],
});
