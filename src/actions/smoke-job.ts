import { z } from 'zod';
import { workSchema } from '../domain/job-work.ts';
import { say } from '../words/words.ts';
import { type ActionContext, defineAction } from './action.ts';

const schema = z.object({ kind: z.literal('smoke.job'), work: workSchema });
type Test = z.infer<typeof schema>;

/** A guess (ms): nobody knows how long a test takes. */
const usualMs = 30_000;

const describe = (_: Test, { to }: ActionContext) => say`test ${to.version} by a Job`;

/** A Job that is told where the candidate is has ended well, before any traffic. */
export const smokeJob = defineAction(schema, {
  describe,
  describeUndo: describe,
  group: () => 'prepare',
  rank: 0,
  note: (_, { to }, { took }) => say`${to.version} has passed its test by a Job, before any traffic (${took}).`,
  byHand: () => null,
  estimateMs: () => usualMs,
  triesCandidate: true,
  tidies: false,
  leaves: ['smoke job'],
});
