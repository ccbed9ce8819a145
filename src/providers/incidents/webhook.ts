import { z } from 'zod';
import type { Incident, IncidentDeps, IncidentRoad, Raised } from './incident-road.ts';

const header = z.strictObject({
  env: z.string().min(1).meta({ description: 'Environment variable with the value.' }),
  prefix: z.string().default('').meta({ description: 'Stands before the value, e.g. `Bearer ` with its space.' }),
});

export const webhookSchema = z
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
      .meta({ description: 'For each attempt, in ms. What was not taken is tried again every few seconds.' }),
    afterMs: z.number().int().nonnegative().default(30_000).meta({
      description:
        'An alert that Slack has not taken for so long (ms) is sent; one of a stuck rollback is sent at once.',
    }),
  })
  .meta({
    description:
      'Each alert as a POST of JSON: `summary`, `severity` (critical, error, warning), `release`, `service`, `environment`, `from`, `to`, `link`, `dedupKey`, `at`.',
  });
export type WebhookConfig = z.infer<typeof webhookSchema>;

/**
 * Sends alerts as JSON (`Incident`, with `source: "sluice"` and the time as ISO 8601) to an address. Any status below
 * 300 means that it was taken; redirects are not followed.
 */
export function createWebhook({ post, secret, sent }: IncidentDeps, config: WebhookConfig): IncidentRoad {
  return {
    name: 'webhook',
    afterMs: config.afterMs,
    async raise(incident) {
      const raised = await send(incident);
      sent(raised.kind);
      return raised;
    },
  };

  async function send(incident: Incident): Promise<Raised> {
    const headers: Record<string, string> = { 'content-type': 'application/json', 'user-agent': 'sluice' };
    for (const [name, { env, prefix }] of Object.entries(config.headers)) {
      const value = secret(env);
      if (value === undefined || value === '')
        return { kind: 'failed', detail: `the environment variable ${env} is not set` };
      headers[name.toLowerCase()] = `${prefix}${value}`;
    }
    const body = JSON.stringify({ source: 'sluice', ...incident, at: new Date(incident.at).toISOString() });
    const answer = await post(config.url, { headers, body, timeoutMs: config.timeoutMs });
    if (answer.kind === 'none') return { kind: 'failed', detail: answer.detail };
    return answer.status < 300
      ? { kind: 'taken' }
      : { kind: 'failed', detail: `the webhook answered ${answer.status}` };
  }
}
