import { z } from 'zod';
import { type FlagChange, flagChangeSchema } from '../domain/flag.ts';
import { flagShare, shareWords, variantWords } from '../words/flags.ts';
import { say } from '../words/words.ts';
import { defineAction, percent } from './action.ts';

const schema = z.object({
  kind: z.literal('flag.set'),
  flag: z.string(),
  change: flagChangeSchema,
  /** Percent who had it before, by the plan; null where no single figure says it. */
  was: percent.nullable(),
});
type FlagSet = z.infer<typeof schema>;

const describe = ({ flag, was, change }: FlagSet) => {
  const share = shareAfter(change);
  if (change.kind === 'set' && change.variants) {
    return say`${flag} ${variantWords(change.variants)}`;
  }
  if (change.kind === 'set' && change.segments) return say`${flag} for ${change.segments.join(', ')}`;
  return was === share ? flagShare(flag, share) : say`${flag} ${shareWords(was)} → ${shareWords(share)}`;
};

/** A feature flag gets another share of the users, or none. */
export const flagSet = defineAction(schema, {
  describe,
  describeUndo: ({ flag, change }) => flagShare(flag, shareAfter(change)),
  group: () => 'flag',
  rank: 1,
  note: (action, _, { watchedNext }) => (watchedNext ? null : say`${describe(action)}.`),
  undoNote: ({ flag, change }, _, when) => say`${flagShare(flag, shareAfter(change))} ${when}.`,
  byHand: () => null,
  estimateMs: () => 0,
  flag: ({ flag, change, was }) => ({ flag, share: shareAfter(change), was, change, back: null }),
  tidies: false,
  leaves: [],
});

/** Percent who get it by this change; null where it names no percentage. */
function shareAfter(change: FlagChange): number | null {
  switch (change.kind) {
    case 'kill':
      return 0;
    case 'set':
      return change.enabled === false ? 0 : (change.percentage ?? null);
  }
}
