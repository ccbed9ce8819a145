import { z } from 'zod';
import { configurationMoveSchema } from '../domain/configuration.ts';
import { say } from '../words/words.ts';
import { defineAction } from './action.ts';

const schema = z.object({
  kind: z.literal('config.settle'),
  configuration: z.array(configurationMoveSchema).min(1),
});

const describe = () => say`keep the copies of its configuration, and remove old ones`;

/** The copies that stable names now belong to it and not to the release; of older ones, few are kept. */
export const configSettle = defineAction(schema, {
  describe,
  describeUndo: describe,
  group: () => 'tidy',
  rank: 0,
  note: () => null,
  byHand: () => null,
  estimateMs: () => 0,
  tidies: true,
  leaves: [],
});
