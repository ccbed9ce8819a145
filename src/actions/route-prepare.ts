import { z } from 'zod';
import { say } from '../words/words.ts';
import { type ActionContext, defineAction } from './action.ts';

const describe = (_: unknown, { to }: ActionContext) => say`prepare routing for ${to.version}`;

/** Teach the router about the candidate, with no traffic for it yet. */
export const routePrepare = defineAction(z.object({ kind: z.literal('route.prepare') }), {
  describe,
  describeUndo: describe,
  group: () => 'prepare',
  rank: 0,
  note: () => null,
  byHand: () => null,
  estimateMs: () => 0,
  tidies: false,
  leaves: ['routes'],
});
