import { z } from 'zod';
import { flagStateSchema, shareOn } from '../domain/flag.ts';
import { shareWords } from '../words/flags.ts';
import { say } from '../words/words.ts';
import { defineAction } from './action.ts';

const schema = z.object({
  kind: z.literal('flag.restore'),
  /** All that the flag's service had of it when the plan was made. */
  before: flagStateSchema,
});
type FlagRestore = z.infer<typeof schema>;

const describe = ({ before }: FlagRestore) => say`${before.flag} back to ${shareWords(shareOn(before))}`;

/** A feature flag is again exactly as it was before the release. */
export const flagRestore = defineAction(schema, {
  describe,
  describeUndo: describe,
  group: () => 'flag',
  rank: 2,
  note: () => null,
  undoNote: (action, _, when) => say`${describe(action)} ${when}.`,
  byHand: () => null,
  estimateMs: () => 0,
  flag: ({ before }) => ({ flag: before.flag, share: shareOn(before), was: null, change: null, back: before }),
  tidies: false,
  leaves: [],
});
