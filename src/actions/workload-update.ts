import { z } from 'zod';
import { setImageByHand } from '../words/by-hand.ts';
import { say } from '../words/words.ts';
import { type ActionContext, count, defineAction, podMs } from './action.ts';

const schema = z.object({ kind: z.literal('workload.update'), image: z.string(), replicas: count });
type Update = z.infer<typeof schema>;

const describe = ({ image }: Update, { from, to }: ActionContext) =>
  image === to.image ? say`update ${from.version} pods to ${to.version}` : say`image ${from.version}`;

/** Stable takes the image and is rolled by Kubernetes to the end; `replicas` is the least it must then have ready. */
export const workloadUpdate = defineAction(schema, {
  describe,
  describeUndo: describe,
  group: (before) => (before === 'scale' ? 'scale' : 'update'),
  rank: 2,
  note: ({ replicas }, { from, to }, { took }) =>
    replicas === 0 ? null : say`The ${from.version} pods run ${to.version} now (${took}).`,
  undoNote: (action, context, when) => say`Done ${when}: ${describe(action, context)}.`,
  byHand: ({ image }, { target, from, to }) => {
    const version = image === to.image ? to : { ...from, image };
    return { command: setImageByHand(target, version), hint: null };
  },
  estimateMs: ({ replicas }) => replicas * podMs,
  workload: ({ image, replicas }) => ({ image, replicas }),
  tidies: false,
  leaves: ['workload marks'],
});
