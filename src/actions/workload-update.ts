import { z } from 'zod';
import { configurationMoveSchema } from '../domain/configuration.ts';
import { setImageByHand } from '../words/by-hand.ts';
import { listed } from '../words/listed.ts';
import { say } from '../words/words.ts';
import { type ActionContext, count, defineAction, podMs } from './action.ts';

const schema = z.object({
  kind: z.literal('workload.update'),
  image: z.string(),
  replicas: count,
  /** Which ConfigMaps and Secrets it names from then on; absent where that stays. */
  configuration: z.array(configurationMoveSchema).optional(),
});
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
  byHand: ({ image, configuration = [] }, { target, from, to }) => {
    const version = image === to.image ? to : { ...from, image };
    const names = configuration.flatMap(({ kind, to: name }) => (name === null ? [] : [`${kind} ${name}`]));
    const hint = names.length > 0 ? `once ${listed(names)} is there and its pod template names it again` : null;
    return { command: setImageByHand(target, version), hint };
  },
  estimateMs: ({ replicas }) => replicas * podMs,
  workload: ({ image, replicas }) => ({ image, replicas }),
  configuration: ({ configuration = [] }) => configuration,
  tidies: false,
  leaves: ['workload marks'],
});
