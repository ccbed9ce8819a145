import { z } from 'zod';
import { byWeight } from '../domain/route.ts';
import { stickyStepSchema } from '../domain/sticky.ts';
import { share } from '../words/format.ts';
import { sharedOut, shareOf } from '../words/traffic.ts';
import { say } from '../words/words.ts';
import { type ActionContext, count, defineAction, percent } from './action.ts';

const schema = z.object({
  kind: z.literal('traffic.shift'),
  percent,
  replicas: count,
  /** Users stay with the version that they have met; absent where every request is drawn by itself. */
  sticky: stickyStepSchema.exactOptional(),
});
type Shift = z.infer<typeof schema>;

const describe = (action: Shift, context: ActionContext) =>
  say`${sharedOut(context)} ${share(action.percent)} to ${context.to.version}`;

/** Percent of the traffic for the candidate, once the candidate has `replicas` ready to take it. */
export const trafficShift = defineAction(schema, {
  describe,
  describeUndo: describe,
  group: () => 'traffic',
  rank: 0,
  note: (action, context, { watchedNext }) =>
    watchedNext ? null : say`${shareOf(action.percent, context)} on ${context.to.version}.`,
  byHand: () => null,
  estimateMs: () => 0,
  // From the moment it is tried, the candidate may have the traffic: what is shown errs on that side.
  share: ({ percent, sticky, replicas }) => ({
    route: byWeight(percent, sticky),
    counts: 'when-tried',
    pods: replicas,
  }),
  tidies: false,
  leaves: ['routes', 'candidate'],
});
