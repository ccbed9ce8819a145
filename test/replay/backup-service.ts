import type { CallWebhook } from '../../src/platform/webhook.ts';
import { fakeWebhook } from '../support/fake-webhook.ts';

const of = { id: 'snap-1', createdAt: '2026-11-20T00:10:45Z' };

/** A service that makes one backup and puts it back, each some time after it was asked. */
export function backupService({ fails = false } = {}): CallWebhook {
  return fakeWebhook(({ method, url, body = '' }) => {
    const restores = url.endsWith('/restores/1') || body.includes('"restore"');
    if (method === 'POST') {
      const statusUrl = restores ? '/restores/1' : '/snapshots/1';
      return { ...(restores ? { id: 'restore-1' } : of), state: 'pending', statusUrl };
    }
    if (restores) return { id: 'restore-1', state: 'complete' };
    return fails ? { id: of.id, state: 'failed', detail: 'no room is left' } : { ...of, state: 'complete' };
  }).call;
}
