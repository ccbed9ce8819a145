import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpPost } from '../../../src/platform/http-post.ts';
import type { IncidentNotifier } from '../../../src/providers/incidents/incident-notifier.ts';
import { createNotifiers } from '../../../src/providers/incidents/index.ts';
import { incident } from '../../support/incident.ts';
import { startWebhookServer, type WebhookServer } from '../../support/webhook-server.ts';
import { configs } from './configs.ts';

/** What holds for every kind: either there is no way, or one that tells truly what became of an alert. */
describe.each(Object.values(configs))('the way to on-call $kind', (config) => {
  let server: WebhookServer;
  let attempts: string[];
  let notifier: IncidentNotifier | null;

  beforeEach(async () => {
    server = await startWebhookServer();
    attempts = [];
    const made = createNotifiers({
      post: httpPost,
      secret: () => 's3cret',
      sent: (result) => void attempts.push(result),
    });
    const headers = { authorization: { env: 'HOOK', prefix: '' } };
    notifier = made(config.kind === 'none' ? config : { ...config, url: server.url, headers });
  });
  afterEach(() => server.close());

  it('is none only where the settings say so', () => {
    expect(notifier === null).toBe(config.kind === 'none');
    if (notifier) expect(notifier.name).toBe(config.kind);
    if (notifier) expect(notifier.afterMs).toBeGreaterThanOrEqual(0);
  });

  it('says that an alert was taken when it was, once, with what makes it the same alert', async () => {
    const raised = await notifier?.raise(incident);
    expect(raised?.kind ?? 'no way').toBe(notifier ? 'taken' : 'no way');
    expect(server.received.map(({ body }) => body['dedupKey'])).toEqual(notifier ? [incident.dedupKey] : []);
    expect(attempts).toEqual(notifier ? ['taken'] : []);
  });

  it.each([400, 429, 500, 302])('never takes the answer %i for taken, and shows no secret', async (status) => {
    server.answers.push(status);
    const raised = await notifier?.raise(incident);
    expect(raised?.kind ?? 'no way').toBe(notifier ? 'failed' : 'no way');
    expect(JSON.stringify(raised ?? null)).not.toContain('s3cret');
    expect(attempts).toEqual(notifier ? ['failed'] : []);
  });

  it('does not throw where nobody answers, and says why in words', async () => {
    await server.close();
    const raised = await notifier?.raise(incident);
    if (raised) expect(raised).toMatchObject({ kind: 'failed', detail: expect.stringMatching(/\w+ \w+/) });
    expect(attempts).toEqual(notifier ? ['failed'] : []);
  });
});
