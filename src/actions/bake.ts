import { z } from 'zod';
import { goalSchema } from '../domain/goal.ts';
import { markSchema } from '../domain/route.ts';
import { duration, share } from '../words/format.ts';
import { copiesOf, markedRequests } from '../words/traffic.ts';
import { say } from '../words/words.ts';
import { afterWatch, count, defineAction, percent } from './action.ts';

const schema = z.object({
  kind: z.literal('bake'),
  /** Who has it: percent of the traffic, or of those whom the flag decides on. */
  percent,
  /** It has copies of so many requests; absent where it answers them. */
  copies: z.literal(true).optional(),
  /** It answers those that carry the mark; absent where it has a share, or copies. */
  mark: markSchema.optional(),
  /** What comes then, of an A/B test; one that goes on by itself says so only where nothing else tells it from other watches. */
  after: afterWatch.optional(),
  /** What the two versions are compared by meanwhile; absent where nothing but their health is looked at. */
  goal: goalSchema.optional(),
  /** It is over as soon as one of them is better by that beyond doubt; absent where it lasts as long as planned. */
  until: z.literal('result').optional(),
  forMs: count,
  /** The feature flag whose share is watched; absent where it is the traffic's. */
  flag: z.string().optional(),
  /** Of that flag: the segment whose members have just got it. */
  segment: z.string().optional(),
});

/** What is watched in the line of what changed it; all else is a share of the traffic. */
const watchedWith = ['flag', 'copies', 'marked', 'partitions'] as const;

const describe = ({ forMs }: z.infer<typeof schema>) => say`watch for ${duration(forMs)}`;

/** Hold the present state for `forMs` and want evidence that it is healthy. */
export const bake = defineAction(schema, {
  describe,
  describeUndo: describe,
  group: (before) => watchedWith.find((group) => group === before) ?? 'traffic',
  rank: 0,
  note({ flag, segment, percent: now, copies, mark }, _, { took, found, inShares }) {
    if (segment !== undefined) return say`${flag ?? ''} for ${segment} for ${took}: ${found()}`;
    if (flag !== undefined) return say`${flag} at ${share(now)} for ${took}: ${found()}`;
    if (mark) return say`With ${markedRequests(mark)} for ${took}: ${found()}`;
    if (copies) return say`With ${copiesOf(now)} for ${took}: ${found()}`;
    return inShares ? say`${share(now)} for ${took}: ${found()}` : say`Watched for ${took}: ${found()}`;
  },
  byHand: () => null,
  estimateMs: ({ forMs }) => forMs,
  decides: ({ after, mark, goal }) => after ?? (mark || goal ? 'b' : undefined),
  compares: ({ goal, until }) => goal && { goal, until: until ?? 'duration' },
  watchMs: ({ forMs }) => forMs,
  watchedFlag: ({ flag }) => flag,
  tidies: false,
  leaves: [],
});
