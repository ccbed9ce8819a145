import { z } from 'zod';
import { say } from '../words/words.ts';
import { defineAction } from './action.ts';

const schema = z.object({
  kind: z.literal('release.back'),
  service: z.string(),
  environment: z.string(),
  version: z.string(),
  /** Where the release has brought its version in, that stays; otherwise the version before is released again. */
  stays: z.boolean(),
});
type Back = z.infer<typeof schema>;

const describe = ({ environment, version, stays }: Back) =>
  stays ? say`stop in ${environment}, which keeps ${version} once it is in` : say`roll ${environment} back`;

/** A release of a train that is under way has been stopped, and one that is over taken back where that is wanted. */
export const releaseBack = defineAction(schema, {
  describe,
  describeUndo: describe,
  group: () => 'release',
  rank: 1,
  note: () => null,
  undoNote: ({ environment }, _, when, said) => say`${environment} ${when}: ${said}.`,
  byHand: () => null,
  estimateMs: () => 0,
  waitsForReleases: true,
  tidies: false,
  leaves: [],
});
