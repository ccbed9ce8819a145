import { describe, expect, it } from 'vitest';
import { webhookChecks } from '../../../src/doctor/webhooks.ts';
import type { Migration } from '../../../src/domain/migration.ts';
import type { WebhookReply } from '../../../src/platform/webhook.ts';
import { fakeWebhook, status } from '../../support/fake-webhook.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const hook = {
  webhook: { url: 'https://backups.example/sluice', headers: {}, secret: null, timeoutMs: 30_000 },
  deadlineMs: 60_000,
};
const work = { job: null, image: null, command: ['migrate'], deadlineMs: 60_000 };
const plain: Migration = { database: 'orders', destructive: 'allow', expand: work };
const hooked: Migration = { ...plain, backup: hook, undo: { ...hook, restores: true, afterFailure: false } };

async function looked(reply: WebhookReply, migration = hooked) {
  const service = fakeWebhook(() => reply);
  const checks = webhookChecks(exampleTarget({ migration }), 'checkout in production', service.call);
  const found = await Promise.all(checks.map(async ({ what, look }) => ({ what, ...(await look()) })));
  return { found, asked: service.asked };
}

describe('the doctor on webhooks of a migration', () => {
  it('asks each for headers only, and says what it has not tried', async () => {
    const { found, asked } = await looked(status(405));
    expect(found).toEqual([
      {
        what: 'backup webhook',
        kind: 'ok',
        detail: 'backups.example answers 405 to HEAD; that it makes a backup is not tried',
      },
      {
        what: 'undo webhook',
        kind: 'ok',
        detail: 'backups.example answers 405 to HEAD; that it puts a backup back is not tried',
      },
    ]);
    expect(asked).toEqual([
      { method: 'HEAD', url: 'https://backups.example/sluice' },
      { method: 'HEAD', url: 'https://backups.example/sluice' },
    ]);
  });

  it.each<[string, WebhookReply, string]>([
    [
      'does not answer',
      { kind: 'none', passes: true, detail: 'backups.example cannot be reached (ECONNREFUSED)' },
      'problem',
    ],
    [
      'lacks a variable',
      { kind: 'none', passes: false, detail: 'the environment variable TOKEN is not set' },
      'problem',
    ],
    ['leads elsewhere', status(302), 'problem'],
    ['does not like the headers', status(401), 'warning'],
    ['is in trouble', status(503), 'warning'],
  ])('finds one that %s', async (_, reply, kind) => {
    const { found } = await looked(reply);
    expect(found[0]).toMatchObject({ kind, todo: expect.stringContaining('migration.backup.webhook') });
    if (reply.kind === 'none') expect(found[0]).toMatchObject({ detail: reply.detail });
  });

  it('has nothing to say of a migration without one', async () => {
    expect(await looked(status(200), plain)).toEqual({ found: [], asked: [] });
  });
});
