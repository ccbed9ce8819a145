import { z } from 'zod';
import { pods } from '../words/format.ts';
import { say } from '../words/words.ts';
import { count, defineAction } from './action.ts';

const schema = z.object({ kind: z.literal('candidate.scale'), replicas: count });

const describe = ({ replicas }: z.infer<typeof schema>) => say`${pods(replicas, 'candidate pod')}`;

/** The candidate grows to so many pods, for the share of the traffic that comes next. */
export const candidateScale = defineAction(schema, {
  describe,
  describeUndo: describe,
  group: () => 'traffic',
  rank: 0,
  note: () => null,
  byHand: () => null,
  estimateMs: () => 0,
  forNext: true,
  candidatePods: ({ replicas }) => replicas,
  tidies: false,
  leaves: ['candidate'],
});
