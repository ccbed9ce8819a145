import { z } from 'zod';
import { byWeight } from '../domain/route.ts';
import { share } from '../words/format.ts';
import { sharedOut, shareOf } from '../words/traffic.ts';
import { say } from '../words/words.ts';
import { type ActionContext, count, defineAction, percent } from './action.ts';

const schema = z.object({ kind: z.literal('traffic.shift'), percent, replicas: count });
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
  share: (action) => ({ route: byWeight(action.percent), counts: 'when-tried', pods: action.replicas }),
  tidies: false,
  leaves: ['routes', 'candidate'],
});
