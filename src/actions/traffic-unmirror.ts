import { z } from 'zod';
import { byWeight } from '../domain/route.ts';
import { routesByHand } from '../words/by-hand.ts';
import { say } from '../words/words.ts';
import { type ActionContext, defineAction } from './action.ts';

const describe = (_: unknown, { to }: ActionContext) => say`no more copies to ${to.version}`;

/** The candidate gets no copies any more. Users are none the wiser: stable has answered them all along. */
export const trafficUnmirror = defineAction(z.object({ kind: z.literal('traffic.unmirror') }), {
  describe,
  describeUndo: describe,
  group: () => 'tidy',
  rank: 3,
  note: () => null,
  undoNote: (_, { to }, when) => say`${to.version} gets no more copies of requests, ${when}.`,
  byHand: (_, { target, from }) => routesByHand(target, from),
  estimateMs: () => 0,
  share: () => ({ route: byWeight(0), counts: 'when-done', ofCopies: true }),
  tidies: false,
  leaves: ['routes'],
});
