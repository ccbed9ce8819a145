import type { Incident, IncidentDeps, IncidentNotifier, Raised } from './incident-notifier.ts';
import type { WebhookConfig } from './kinds/webhook.ts';

/**
 * Sends alerts as JSON (`Incident`, with `source: "sluice"` and the time as ISO 8601) to an address. Any status below
 * 300 means that it was taken; redirects are not followed.
 */
export function createWebhook({ post, secret, sent }: IncidentDeps, config: WebhookConfig): IncidentNotifier {
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
