import { z } from 'zod';
import { configurationSourceSchema } from '../domain/configuration.ts';
import { sourceWords } from '../words/configuration.ts';
import { join, say } from '../words/words.ts';
import { defineAction } from './action.ts';

const schema = z.object({ kind: z.literal('config.copy'), sources: z.array(configurationSourceSchema).min(1) });
type Copy = z.infer<typeof schema>;

const describe = ({ sources }: Copy) => say`copy ${join(sources.map(sourceWords), ' and ')}`;

/** Each source has a copy under the release's name, with the content of the plan. */
export const configCopy = defineAction(schema, {
  describe,
  describeUndo: describe,
  group: () => 'configure',
  rank: 0,
  note: ({ sources }) => say`Configuration copied for this release: ${join(sources.map(sourceWords), ' and ')}.`,
  byHand: () => null,
  estimateMs: () => 0,
  copies: ({ sources }) => sources,
  tidies: false,
  leaves: ['copied ConfigMaps', 'copied Secrets'],
});
