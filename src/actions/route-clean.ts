import { z } from 'zod';
import { routesByHand } from '../words/by-hand.ts';
import { say } from '../words/words.ts';
import { defineAction } from './action.ts';

const describe = () => say`restore routing`;

/** Put the routing objects back exactly as they were. */
export const routeClean = defineAction(z.object({ kind: z.literal('route.clean') }), {
  describe,
  describeUndo: describe,
  group: () => 'tidy',
  rank: 0,
  note: () => null,
  byHand: (_, { target, from }) => {
    const taken = routesByHand(target, from);
    return taken && { command: taken.command, hint: null };
  },
  estimateMs: () => 0,
  tidies: true,
  leaves: [],
  takesBack: ['routes'],
});
