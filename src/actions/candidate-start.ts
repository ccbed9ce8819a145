import { z } from 'zod';
import { configurationMoveSchema } from '../domain/configuration.ts';
import { counted, pods } from '../words/format.ts';
import { say } from '../words/words.ts';
import { count, defineAction, podMs } from './action.ts';

const schema = z.object({
  kind: z.literal('candidate.start'),
  replicas: count,
  /**
   * The label of the Service's selector that is another one on the candidate's pods, where they must not be behind that
   * Service; its first one where nothing is said.
   */
  apart: z.string().optional(),
  /** Which ConfigMaps and Secrets it names in place of stable's; absent where it names the same. */
  configuration: z.array(configurationMoveSchema).optional(),
});

const describe = ({ replicas }: z.infer<typeof schema>) => say`start ${pods(replicas, 'candidate pod')}`;

/** The candidate, with its own Service and so many pods ready. */
export const candidateStart = defineAction(schema, {
  describe,
  describeUndo: describe,
  group: () => 'prepare',
  rank: 1,
  note: ({ replicas }, { to }, { took }) =>
    say`Candidate ${to.version} started (${counted(replicas, 'pod')}), ready after ${took}.`,
  byHand: () => null,
  estimateMs: () => podMs,
  configuration: ({ configuration = [] }) => configuration,
  candidatePods: ({ replicas }) => replicas,
  tidies: false,
  leaves: ['candidate', 'candidate service'],
});
