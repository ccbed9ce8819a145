import { createHmac } from 'node:crypto';

/**
 * Slack's request signature, version v0.
 *
 * @param timestampSec seconds since the epoch, as sent in x-slack-request-timestamp
 * @param body the raw body
 * @returns the value of x-slack-signature
 */
export function sign(secret: string, timestampSec: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestampSec}:${body}`).digest('hex')}`;
}
