import { z } from 'zod';
import type { MetricKind } from '../kind.ts';
import { durationsOf, queriesSchema } from '../prom-templates.ts';
import { whereFault } from '../where.ts';

const schema = z.strictObject({
  kind: z.literal('prometheus'),
  url: z.url({ protocol: /^https?$/ }),
  /** Headers whose values stand in environment variables, e.g. `authorization: {env: PROM_TOKEN, prefix: 'Bearer '}`. */
  headers: z
    .record(
      z.string().regex(/^[A-Za-z0-9-]+$/),
      z.strictObject({
        env: z.string().min(1).meta({ description: 'Environment variable with the value.' }),
        prefix: z.string().default('').meta({ description: 'Stands before the value, e.g. `Bearer ` with its space.' }),
      }),
    )
    .default({}),
  queries: queriesSchema.prefault({ template: 'http' }),
  /** For each query. */
  timeoutMs: z.number().int().positive().default(5000),
  /** Data that was scraped longer ago than this is no data. */
  staleMs: z.number().int().positive().default(90_000),
});
export type PrometheusConfig = z.infer<typeof schema>;

/** It has nothing new within its own interval, so it is asked no more often than other sources. */
export const prometheus: MetricKind<typeof schema> = {
  schema,
  permissions: [],
  objects: () => [],
  usualIntervalMs: null,
  answers: ({ queries }) => (durationsOf(queries) === null ? ['requests'] : ['requests', 'durations']),
  cannotCount: (counter) => ('query' in counter ? null : whereFault(counter.where)),
  remedy: null,
};
