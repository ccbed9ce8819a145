import { z } from 'zod';
import { duration } from '../words/format.ts';
import { listed } from '../words/listed.ts';
import { say } from '../words/words.ts';
import { count, defineAction } from './action.ts';

const schema = z.object({
  kind: z.literal('release.soak'),
  service: z.string(),
  environment: z.string(),
  version: z.string(),
  forMs: count,
  /** Other places of the same ring, which have it at the same time; absent where there are none. */
  beside: z.array(z.string()).optional(),
});
type Soak = z.infer<typeof schema>;

const describe = (action: Soak) =>
  say`soak for ${duration(action.forMs)} with ${action.version} in ${listed(places(action))}`;

function places({ environment, beside = [] }: Soak): string[] {
  return [environment, ...beside];
}

/** A version has been in one environment for a time, and nobody has taken it out again. */
export const releaseSoak = defineAction(schema, {
  describe,
  describeUndo: describe,
  group: () => 'rest',
  rank: 0,
  note: (action, _, { took }) => say`${action.version} has been in ${listed(places(action))} for ${took}.`,
  byHand: () => null,
  estimateMs: ({ forMs }) => forMs,
  restMs: ({ forMs }) => forMs,
  tidies: false,
  leaves: [],
});
