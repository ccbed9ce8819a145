import { z } from 'zod';
import { duration } from '../words/format.ts';
import { say } from '../words/words.ts';
import { count, defineAction } from './action.ts';

const schema = z.object({
  kind: z.literal('release.soak'),
  service: z.string(),
  environment: z.string(),
  version: z.string(),
  forMs: count,
});

const describe = ({ environment, version, forMs }: z.infer<typeof schema>) =>
  say`soak for ${duration(forMs)} with ${version} in ${environment}`;

/** A version has been in one environment for a time, and nobody has taken it out again. */
export const releaseSoak = defineAction(schema, {
  describe,
  describeUndo: describe,
  group: () => 'rest',
  rank: 0,
  note: ({ environment, version }, _, { took }) => say`${version} has been in ${environment} for ${took}.`,
  byHand: () => null,
  estimateMs: ({ forMs }) => forMs,
  restMs: ({ forMs }) => forMs,
  tidies: false,
  leaves: [],
});
