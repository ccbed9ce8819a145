import { z } from 'zod';
import { hasRoutes } from '../words/traffic.ts';
import { say } from '../words/words.ts';
import { defineAction } from './action.ts';

const describe = () => say`prepare the routes`;

/** Teach the router about the candidate, with no traffic for it yet. */
export const routePrepare = defineAction(z.object({ kind: z.literal('route.prepare') }), {
  describe,
  describeUndo: describe,
  group: () => 'prepare',
  rank: 0,
  idle: (_, context) => !hasRoutes(context),
  note: () => null,
  byHand: () => null,
  estimateMs: () => 0,
  tidies: false,
  leaves: ['routes'],
});
