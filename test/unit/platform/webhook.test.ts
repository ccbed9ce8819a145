import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Webhook } from '../../../src/domain/webhook.ts';
import { createHttpClient } from '../../../src/platform/http.ts';
import { createWebhooks, type WebhookCall } from '../../../src/platform/webhook.ts';

const http = createHttpClient();
const secrets: Record<string, string> = { TOKEN: 's3cret-token', KEY: 's3cret-key' };
const call = createWebhooks({ http, secret: (name) => secrets[name] });
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function answering(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

const settings = (url: string, more: Partial<Webhook> = {}): Webhook => ({
  url,
  headers: { Authorization: { env: 'TOKEN', prefix: 'Bearer ' }, 'Idempotency-Key': { env: 'TOKEN', prefix: '' } },
  secret: 'KEY',
  timeoutMs: 5000,
  ...more,
});
const post = (url: string): WebhookCall => ({ method: 'POST', url, body: '{"a":"ü"}', key: 'the-key' });

describe('a webhook', () => {
  it('is sent its headers, the key, and a signature of the very body', async () => {
    const seen: { headers: IncomingHttpHeaders; body: string }[] = [];
    const url = await answering((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        seen.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
        response.writeHead(202, { 'retry-after': '7' }).end('{"state":"pending"}');
      });
    });
    const reply = await call(settings(url), post(url));
    expect(reply).toEqual({ kind: 'answer', status: 202, body: '{"state":"pending"}', retryAfterMs: 7000 });
    expect(seen[0]?.body).toBe('{"a":"ü"}');
    expect(seen[0]?.headers).toMatchObject({
      authorization: 'Bearer s3cret-token',
      'content-type': 'application/json',
      'idempotency-key': 'the-key',
      'sluice-signature': `sha256=${createHmac('sha256', 's3cret-key').update('{"a":"ü"}').digest('hex')}`,
    });
  });

  it('is not followed to another address', async () => {
    const visited: string[] = [];
    const url = await answering((request, response) => {
      visited.push(request.url ?? '');
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect(await call(settings(url), post(url))).toMatchObject({ kind: 'answer', status: 307 });
    expect(visited).toEqual(['/hook']);
  });

  it.each([
    [
      'endless',
      (_, response) => void response.end('x'.repeat(70_000)),
      { passes: false, detail: /more than 65536 bytes/ },
    ],
    ['never there', () => undefined, { passes: true, detail: /did not answer within 0.2 s/ }],
    [
      'never at its end',
      (_, response) => void response.write('{'),
      { passes: true, detail: /did not answer within 0.2 s/ },
    ],
    ['cut off', (request) => void request.socket.destroy(), { passes: true, detail: /cannot be reached/ }],
  ] as [string, RequestListener, { passes: boolean; detail: RegExp }][])(
    'has no answer where that is %s, and says so without a secret',
    async (_, listener, { passes, detail }) => {
      const url = await answering(listener);
      const reply = await call(settings(url, { timeoutMs: 200 }), post(url));
      expect(reply).toEqual({ kind: 'none', passes, detail: expect.stringMatching(detail) });
      expect(JSON.stringify(reply)).not.toContain('s3cret');
      expect(JSON.stringify(reply)).not.toContain('/hook');
    },
  );

  it.each([
    ['a header', { headers: { authorization: { env: 'NOT_SET', prefix: '' } } }],
    ['the signature', { secret: 'NOT_SET' }],
  ])('is not called where the variable of %s is not set', async (_, more) => {
    let asked = 0;
    const url = await answering((_request, response) => {
      asked += 1;
      response.end();
    });
    expect(await call(settings(url, more), post(url))).toEqual({
      kind: 'none',
      passes: false,
      detail: 'the environment variable NOT_SET is not set',
    });
    expect(asked).toBe(0);
  });
});
