import { z } from 'zod';
import type { IncidentKind } from '../kind.ts';

const header = z.strictObject({
  env: z.string().min(1).meta({ description: 'Environment variable with the value.' }),
  prefix: z.string().default('').meta({ description: 'Stands before the value, e.g. `Bearer ` with its space.' }),
});

const schema = z
  .strictObject({
    kind: z.literal('webhook'),
    url: z
      .url({ protocol: /^https?$/ })
      .meta({ description: 'Gets the alerts.', examples: ['https://alerts.example/sluice'] }),
    headers: z
      .record(z.string().regex(/^[A-Za-z0-9-]+$/), header)
      .default({})
      .meta({
        description: 'Headers whose values stand in environment variables, e.g. `authorization: {env: HOOK_TOKEN}`.',
      }),
    timeoutMs: z
      .number()
      .int()
      .positive()
      .max(30_000)
      .default(5000)
      .meta({ description: 'For each attempt, in ms. What was not accepted is retried every few seconds.' }),
    afterMs: z.number().int().nonnegative().default(30_000).meta({
      description:
        'An alert that Slack has not accepted for this long (ms) is sent; one about a stuck rollback is sent at once.',
    }),
  })
  .meta({
    description:
      'Each alert as a POST of JSON: `summary`, `severity` (critical, error, warning), `release`, `service`, `environment`, `from`, `to`, `link`, `dedupKey`, `at`.',
  });
export type WebhookConfig = z.infer<typeof schema>;

export const webhook: IncidentKind<typeof schema> = { schema, permissions: [], objects: () => [] };
