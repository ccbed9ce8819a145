import { z } from 'zod';
import { say } from '../words/words.ts';
import { defineAction } from './action.ts';
import { stageOf } from './stage.ts';

const schema = z.object({
  kind: z.literal('release.back'),
  service: z.string(),
  environment: z.string(),
  version: z.string(),
  /** Where the release has brought its version in, that stays; otherwise the version before is released again. */
  stays: z.boolean(),
  /** What ran before it, where the train brings a service its own version; absent where all stages get the same. */
  from: z.string().optional(),
  /** It was a release that went back itself. */
  backwards: z.literal(true).optional(),
});
type Back = z.infer<typeof schema>;

const describe = (action: Back) => {
  const { version, stays, from } = action;
  const stage = stageOf(action);
  const what = from === undefined ? say`in ${stage}` : say`${stage}`;
  if (stays) return say`stop ${what}, which keeps ${version} once it is in`;
  return from === undefined ? say`roll ${stage} back` : say`roll ${stage} back to ${from}`;
};

/** A release of a train that is under way has been stopped, and one that is over taken back where that is wanted. */
export const releaseBack = defineAction(schema, {
  describe,
  describeUndo: describe,
  group: () => 'release',
  rank: 1,
  note: () => null,
  undoNote: (action, _, when, said) => say`${stageOf(action)} ${when}: ${said}.`,
  byHand: () => null,
  estimateMs: () => 0,
  waitsForReleases: true,
  tidies: false,
  leaves: [],
});
