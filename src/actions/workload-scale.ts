import { z } from 'zod';
import { scaleByHand } from '../words/by-hand.ts';
import { counted, pods } from '../words/format.ts';
import { say } from '../words/words.ts';
import { count, defineAction } from './action.ts';

const schema = z.object({ kind: z.literal('workload.scale'), replicas: count });

const describe = ({ replicas }: z.infer<typeof schema>) =>
  replicas === 0 ? say`stop all pods` : say`start ${pods(replicas, 'pod')}`;

/** Stable has none of its pods left (`replicas` 0), or so many ready. */
export const workloadScale = defineAction(schema, {
  describe,
  describeUndo: describe,
  group: () => 'scale',
  rank: 0,
  note: ({ replicas }, { from, to }, { took }) =>
    replicas === 0
      ? say`All ${from.version} pods are down.`
      : say`${counted(replicas, 'pod')} of ${to.version} up after ${took}.`,
  byHand: ({ replicas }, { target }) => ({ command: scaleByHand(target, replicas), hint: null }),
  estimateMs: () => 0,
  workload: ({ replicas }) => ({ image: null, replicas }),
  tidies: false,
  leaves: ['workload marks'],
});
