import { z } from 'zod';
import { duration } from '../words/format.ts';
import { say, type Words } from '../words/words.ts';
import { type ActionContext, count, defineAction } from './action.ts';

const schema = z.object({ kind: z.literal('migration.soak'), forMs: count });
type Soak = z.infer<typeof schema>;

function describe({ forMs }: Soak, { to }: ActionContext): Words {
  return say`wait ${duration(forMs)} with ${to.version} in`;
}

/** The version has been in for a time, and well, so that what only the version before used may go. */
export const migrationSoak = defineAction(schema, {
  describe,
  describeUndo: describe,
  group: () => 'contract',
  rank: 0,
  begins: ({ forMs }, { from, to, target: { migration, service } }) =>
    say`${to.version} is in. In ${duration(forMs)}, what only ${from.version} used is taken away from database ${migration?.database ?? service}. To leave it for later, press *Not now*: ${to.version} and its schema stay.`,
  note: () => null,
  byHand: () => null,
  estimateMs: ({ forMs }) => forMs,
  soakMs: ({ forMs }) => forMs,
  tidies: false,
  leaves: [],
});
