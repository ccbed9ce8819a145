import { z } from 'zod';
import { duration } from '../words/format.ts';
import { say, type Words } from '../words/words.ts';
import { type ActionContext, count, defineAction } from './action.ts';
import { smokeCheckSchema } from './smoke-run.ts';

/** Requests a second that one release sends at most. */
export const mostPerSecond = 20;

const schema = z.object({
  kind: z.literal('smoke.repeat'),
  /** Asked for by turns. */
  checks: z.array(smokeCheckSchema).min(1),
  /** At most so many requests a second, of all checks together. */
  perSecond: z.number().int().min(1).max(mostPerSecond),
  forMs: count,
});
type Repeat = z.infer<typeof schema>;

const describe = ({ perSecond, forMs }: Repeat, { to }: ActionContext): Words =>
  say`try ${to.version} with ${perSecond} requests a second for ${duration(forMs)}`;

/**
 * The candidate answers requests of Sluice's own for `forMs`, each as expected at the second try at the latest, while it is judged by its figures like any
 * version that serves; users do not meet it yet.
 */
export const smokeRepeat = defineAction(schema, {
  describe,
  describeUndo: describe,
  group: () => 'prepare',
  rank: 0,
  note: ({ perSecond }, _, { took, found }) => say`With ${perSecond} requests a second for ${took}: ${found()}`,
  byHand: () => null,
  estimateMs: ({ forMs }) => forMs,
  watchMs: ({ forMs }) => forMs,
  worksMeanwhile: true,
  triesCandidate: true,
  tidies: false,
  leaves: [],
});
