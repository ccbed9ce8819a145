import { z } from 'zod';
import { listed } from '../words/listed.ts';
import { say } from '../words/words.ts';
import { defineAction } from './action.ts';

const schema = z.object({
  kind: z.literal('release.ring-back'),
  service: z.string(),
  environments: z.array(z.string()).min(1),
  version: z.string(),
  /** As of one place: where a release has brought its version in, that stays; otherwise the version before is released again. */
  stays: z.boolean(),
});
type RingBack = z.infer<typeof schema>;

const describe = ({ environments, version, stays }: RingBack) =>
  stays
    ? say`stop in ${listed(environments)}, which keep ${version} once it is in`
    : say`roll ${listed(environments)} back`;

/** What of a ring is under way has been stopped at the same time, and what is over taken back where that is wanted. */
export const releaseRingBack = defineAction(schema, {
  describe,
  describeUndo: describe,
  group: () => 'release',
  rank: 1,
  note: () => null,
  undoNote: ({ environments }, _, when, said) => say`${listed(environments)} ${when}: ${said}.`,
  byHand: () => null,
  estimateMs: () => 0,
  waitsForReleases: true,
  tidies: false,
  leaves: [],
});
