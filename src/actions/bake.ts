import { z } from 'zod';
import { duration, share } from '../words/format.ts';
import { say } from '../words/words.ts';
import { count, defineAction, percent } from './action.ts';

const schema = z.object({ kind: z.literal('bake'), percent, forMs: count });

const describe = ({ forMs }: z.infer<typeof schema>) => say`watch for ${duration(forMs)}`;

/** Hold the present state for `forMs` and want evidence that it is healthy. */
export const bake = defineAction(schema, {
  describe,
  describeUndo: describe,
  group: () => 'traffic',
  rank: 0,
  note: (action, _, { took, found, inShares }) =>
    inShares ? say`${share(action.percent)} for ${took}: ${found()}` : say`Watched for ${took}: ${found()}`,
  byHand: () => null,
  estimateMs: ({ forMs }) => forMs,
  watchMs: ({ forMs }) => forMs,
  tidies: false,
  leaves: [],
});
