import { afterEach, describe, expect, it } from 'vitest';
import { httpPost } from '../../../src/platform/http-post.ts';
import { createNotifiers } from '../../../src/providers/incidents/index.ts';
import { incidentSchema } from '../../../src/providers/incidents/kinds/index.ts';
import { incident } from '../../support/incident.ts';
import { startWebhookServer, type WebhookServer } from '../../support/webhook-server.ts';

let server: WebhookServer;
afterEach(() => server?.close());

async function notifierTo(
  settings: Record<string, string | number | object> = {},
  secrets: Record<string, string> = {},
) {
  server = await startWebhookServer();
  const results: string[] = [];
  const raised = createNotifiers({
    post: httpPost,
    secret: (name) => secrets[name],
    sent: (result) => void results.push(result),
  });
  const notifier = raised(incidentSchema.parse({ kind: 'webhook', url: server.url, ...settings }));
  if (!notifier) throw new Error('no road');
  return { notifier, results };
}

describe('the webhook', () => {
  it('gets the alert as JSON, with headers from the environment', async () => {
    const headers = { Authorization: { env: 'HOOK', prefix: 'Bearer ' } };
    const { notifier, results } = await notifierTo({ headers }, { HOOK: 's3cret' });
    expect(await notifier.raise(incident)).toEqual({ kind: 'taken' });
    expect(server.received[0]?.body).toEqual({ ...incident, source: 'sluice', at: '2026-11-21T00:00:00.000Z' });
    expect(server.received[0]?.headers).toMatchObject({
      authorization: 'Bearer s3cret',
      'content-type': 'application/json',
    });
    expect(results).toEqual(['taken']);
  });

  it('says why an alert was not taken, without secrets', async () => {
    const { notifier, results } = await notifierTo();
    server.answers.push(503, 302);
    expect(await notifier.raise(incident)).toEqual({ kind: 'failed', detail: 'the webhook answered 503' });
    expect(await notifier.raise(incident)).toEqual({ kind: 'failed', detail: 'the webhook answered 302' });
    await server.close();
    expect(await notifier.raise(incident)).toMatchObject({
      kind: 'failed',
      detail: expect.stringContaining('cannot be reached'),
    });
    expect(results).toEqual(['failed', 'failed', 'failed']);
  });

  it('names the variable that is missing and sends nothing', async () => {
    const { notifier } = await notifierTo({ headers: { authorization: { env: 'HOOK' } } });
    expect(await notifier.raise(incident)).toEqual({
      kind: 'failed',
      detail: 'the environment variable HOOK is not set',
    });
    expect(server.received).toEqual([]);
  });

  it('is left alone where there is none', async () => {
    await notifierTo();
    const raised = createNotifiers({ post: httpPost, secret: () => undefined, sent: () => undefined });
    expect(raised({ kind: 'none' })).toBeNull();
    expect(raised(undefined)).toBeNull();
  });
});
