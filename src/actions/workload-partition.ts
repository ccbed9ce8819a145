import { z } from 'zod';
import { configurationMoveSchema } from '../domain/configuration.ts';
import { say } from '../words/words.ts';
import { type ActionContext, count, defineAction, podMs } from './action.ts';

const schema = z.object({
  kind: z.literal('workload.partition'),
  image: z.string(),
  /** Of `replicas`, so many pods have it then; of any other number, the same share. */
  pods: count,
  replicas: count,
  /** Of these, how many get it by this step. */
  more: count,
  /** How many pods were held at their template before the release, by the user's own setting. */
  before: count,
  /** Which ConfigMaps and Secrets it names from then on; absent where that stays. */
  configuration: z.array(configurationMoveSchema).optional(),
});

const describe = ({ pods, replicas }: z.infer<typeof schema>, { to }: ActionContext) =>
  say`${to.version} on ${pods} of ${replicas} pods`;

/** Stable takes the image in some of its pods; the others keep what they run. */
export const workloadPartition = defineAction(schema, {
  describe,
  describeUndo: (_, { from }) => say`image ${from.version}`,
  group: () => 'partitions',
  rank: 2,
  note: ({ pods, replicas }, { to }, { took }) => say`${pods} of ${replicas} pods run ${to.version} now (${took}).`,
  byHand: () => null,
  estimateMs: ({ more }) => more * podMs,
  workload: ({ image, pods, replicas }) => ({ image, pods, replicas }),
  configuration: ({ configuration = [] }) => configuration,
  heldBefore: ({ before }) => before,
  tidies: false,
  leaves: ['workload marks'],
});
