import { z } from 'zod';
import { counted } from '../words/format.ts';
import { nothing, say, type Words } from '../words/words.ts';
import { count, defineAction } from './action.ts';
import { stageOf } from './stage.ts';

const schema = z.object({
  kind: z.literal('release.run'),
  service: z.string(),
  environment: z.string(),
  version: z.string(),
  /** For people, as the catalogue had it when the train was planned: the strategy, and how many must approve. */
  strategy: z.string(),
  approvals: count,
  /** It asks for no approval of its own where a place of its environment was approved before in this train. */
  approvedBefore: z.literal(true).optional(),
  /** What runs before it, where the train brings a service its own version; absent where all stages get the same. */
  from: z.string().optional(),
  /** It goes back to a version that ran before. */
  backwards: z.literal(true).optional(),
  /** How long it takes by its own first plan (ms); absent where that is made later. */
  takesMs: count.optional(),
});
type Run = z.infer<typeof schema>;

/** A guess (ms) for where nobody knows yet what the release will do. */
export const usualMs = 5 * 60_000;

const describe = ({ service, environment, strategy, version, from, ...asking }: Run) => {
  const what = from === undefined ? say`${version} to ${environment}` : say`${service} ${from} → ${version}`;
  return say`${what}: ${strategy}${asksFor(asking)}`;
};

/** ", after 1 approval of its own", or nothing. */
export function asksFor({ approvals, approvedBefore }: Pick<Run, 'approvals' | 'approvedBefore'>): Words {
  return approvals > 0 && !approvedBefore ? say`, after ${counted(approvals, 'approval')} of its own` : nothing;
}

/** A release of a train has been asked for, once, and has brought its version in. */
export const releaseRun = defineAction(schema, {
  describe,
  describeUndo: describe,
  group: () => 'release',
  rank: 0,
  note: (action, _, { took, said }) =>
    say`${stageOf(action)} has ${action.version}${said === '' ? nothing : say` (${said})`}, after ${took}.`,
  byHand: () => null,
  estimateMs: ({ takesMs }) => takesMs ?? usualMs,
  starts: ({ service, environment, version, approvedBefore }) => [{ service, environment, version, approvedBefore }],
  waitsForReleases: true,
  tidies: false,
  leaves: [],
});
