import { z } from 'zod';
import { type Goal, type GoalCounter, metricCounterSchema } from '../domain/goal.ts';

const counter = 'expected the name of a counter, {metric, where}, or for Prometheus {query}';

const labelPattern = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

const goalName = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} _-]{0,39}$/u, 'is made of letters, digits, blanks, - and _, 40 characters at most');

const whereSchema = z
  .record(z.string(), z.union([z.string(), z.array(z.string()).min(1)]))
  .optional()
  .meta({ description: 'Which of its series count, by label, as in `metrics.where`.' });

/** `shop_orders_total`, `{metric: shop_orders_total, where: {kind: paid}}` or `{query: '…'}`. */
const writtenCounter = z
  .union(
    [
      z.string(),
      z.strictObject({ metric: z.string().meta({ description: 'The counter.' }), where: whereSchema }),
      z.strictObject({
        query: z.string().min(1).meta({
          description:
            "A query of raw counters, never of rates, whose results keep the pod's label. For `prometheus` only; `{{namespace}}` and the like as in `metrics.queries`.",
        }),
      }),
    ],
    { error: counter },
  )
  .transform((written, context): GoalCounter => {
    if (typeof written === 'object' && 'query' in written) return written;
    const { metric, where = {} } = typeof written === 'string' ? { metric: written } : written;
    const kept = metricCounterSchema.safeParse({ metric, where });
    const noLabel = Object.keys(where).find((label) => !labelPattern.test(label));
    if (kept.success && noLabel === undefined) return kept.data;
    const message = noLabel === undefined ? `"${metric}" is not a metric name` : `"${noLabel}" is not a label name`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

/** What an A/B test compares, as it is written → as it is kept. */
export const writtenGoal = z
  .strictObject({
    name: goalName.meta({ description: 'What is counted, in the plural.', examples: ['orders'] }),
    successes: writtenCounter.meta({
      description: "The application's own counter of it.",
      examples: ['shop_orders_total'],
    }),
    visits: writtenCounter.optional().meta({
      description: 'The counter that it is compared with. Default: the requests of each version.',
      examples: ['shop_visits_total'],
    }),
  })
  .transform(({ name, successes, visits = null }): Goal => ({ name, successes, visits }));
