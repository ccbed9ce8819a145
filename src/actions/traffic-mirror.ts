import { z } from 'zod';
import { byMirror } from '../domain/route.ts';
import { copiesOf } from '../words/traffic.ts';
import { say } from '../words/words.ts';
import { type ActionContext, count, defineAction, percent } from './action.ts';

const schema = z.object({ kind: z.literal('traffic.mirror'), percent: percent.min(1), replicas: count });
type Mirror = z.infer<typeof schema>;

const describe = (action: Mirror, { to }: ActionContext) => say`${copiesOf(action.percent)} to ${to.version}`;

/**
 * Copies of this percentage of the requests for the candidate, once the candidate has `replicas` ready to take them. Stable
 * answers all of them; what the candidate answers is thrown away.
 */
export const trafficMirror = defineAction(schema, {
  describe,
  describeUndo: describe,
  group: () => 'copies',
  rank: 0,
  note: (action, { to }, { watchedNext }) =>
    watchedNext ? null : say`${to.version} gets ${copiesOf(action.percent)}.`,
  byHand: () => null,
  estimateMs: () => 0,
  share: (action) => ({ route: byMirror(action.percent), counts: 'when-tried', pods: action.replicas }),
  tidies: false,
  leaves: ['routes', 'candidate'],
});
