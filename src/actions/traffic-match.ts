import { z } from 'zod';
import { byMark, markSchema } from '../domain/route.ts';
import { markedRequests } from '../words/traffic.ts';
import { say } from '../words/words.ts';
import { type ActionContext, count, defineAction } from './action.ts';

const schema = z.object({ kind: z.literal('traffic.match'), mark: markSchema, replicas: count });
type Match = z.infer<typeof schema>;

const describe = ({ mark }: Match, { to }: ActionContext) => say`${markedRequests(mark)} to ${to.version}`;

/** All requests that carry the mark for the candidate, once the candidate has `replicas` ready to take them. */
export const trafficMatch = defineAction(schema, {
  describe,
  describeUndo: describe,
  group: () => 'marked',
  rank: 0,
  note: ({ mark }, { to }, { watchedNext }) => (watchedNext ? null : say`${to.version} gets ${markedRequests(mark)}.`),
  byHand: () => null,
  estimateMs: () => 0,
  share: ({ mark, replicas }) => ({ route: byMark(mark), counts: 'when-tried', pods: replicas }),
  tidies: false,
  leaves: ['routes', 'candidate'],
});
