import { z } from 'zod';
import { configurationKinds } from '../domain/configuration.ts';
import { listed } from '../words/listed.ts';
import { say } from '../words/words.ts';
import { defineAction } from './action.ts';

const schema = z.object({
  kind: z.literal('config.remove'),
  sources: z.array(z.object({ kind: z.enum(configurationKinds), source: z.string() })).min(1),
});
type Remove = z.infer<typeof schema>;

const describe = ({ sources }: Remove) =>
  say`remove this release's copy of ${listed(sources.map(({ kind, source }) => `${kind} ${source}`))}`;

/** The release's copies are gone, but for one that somebody still wants. */
export const configRemove = defineAction(schema, {
  describe,
  describeUndo: describe,
  group: () => 'tidy',
  rank: 0,
  note: () => null,
  byHand: () => null,
  estimateMs: () => 0,
  tidies: false,
  leaves: [],
  takesBack: ['copied ConfigMaps', 'copied Secrets'],
});
