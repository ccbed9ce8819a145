import { createHmac } from 'node:crypto';
import type { Webhook } from '../domain/webhook.ts';
import type { HttpClient } from './http.ts';

export interface WebhookCall {
  method: 'POST' | 'GET' | 'HEAD';
  url: string;
  /** JSON. */
  body?: string;
  /** The same for the same thing: whoever is asked twice with it does it once. */
  key?: string;
}

/** Any status is an answer. `passes`: it may go otherwise the next time. `detail` is plain text for people, without secrets. */
export type WebhookReply =
  | { kind: 'answer'; status: number; body: string; retryAfterMs: number | null }
  | { kind: 'none'; passes: boolean; detail: string };

/** Calls an address with the headers that its settings name. Never throws, and follows no redirect. */
export type CallWebhook = (webhook: Webhook, call: WebhookCall) => Promise<WebhookReply>;

/** A longer body is no answer. */
const maxBytes = 64 * 1024;

/** @param secret the value of an environment variable */
export function createWebhooks({
  http,
  secret,
}: {
  http: HttpClient;
  secret(name: string): string | undefined;
}): CallWebhook {
  return async (webhook, { method, url, body, key }) => {
    const given = headersOf(webhook, secret, body);
    if (typeof given === 'string') return { kind: 'none', passes: false, detail: given };
    const headers = {
      ...given,
      accept: 'application/json',
      'user-agent': 'sluice',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
    };
    const { timeoutMs } = webhook;
    const sent = body === undefined ? {} : { body };
    const reply = await http.get(url, { method, headers, timeoutMs, maxBytes, once: true, ...sent });
    if (reply.kind === 'none') return { kind: 'none', passes: reply.why !== 'too-large', detail: reply.detail };
    return {
      kind: 'answer',
      status: reply.status,
      body: reply.body.toString('utf8'),
      retryAfterMs: secondsIn(reply.headers['retry-after']),
    };
  };
}

/** Names in lower case; in words, why they cannot be made. The body is signed as it is sent. */
function headersOf(
  { headers, secret: variable }: Webhook,
  secret: (name: string) => string | undefined,
  body: string | undefined,
): Record<string, string> | string {
  const made: Record<string, string> = {};
  for (const [name, { env, prefix }] of Object.entries(headers)) {
    const value = secret(env);
    if (!value) return unset(env);
    made[name.toLowerCase()] = `${prefix}${value}`;
  }
  if (variable === null) return made;
  const key = secret(variable);
  if (!key) return unset(variable);
  if (body === undefined) return made;
  return { ...made, 'sluice-signature': `sha256=${createHmac('sha256', key).update(body).digest('hex')}` };
}

function unset(variable: string): string {
  return `the environment variable ${variable} is not set`;
}

/** https://www.rfc-editor.org/rfc/rfc9110#field.retry-after, as seconds; a date is passed over. */
function secondsIn(header: string | undefined): number | null {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) * 1000 : null;
}
