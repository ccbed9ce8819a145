import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** How far the time of a signature may be from ours, either way; Slack's own advice. */
export const signaturesLiveMs = 5 * 60_000;

/** What a request says of its own signature. */
export interface Signed {
  signature: string;
  /** Seconds since the epoch, in digits, as it was signed. */
  timestamp: string;
}

/** Null where a request is not signed at all, or with a time that is none. */
export function signedBy(headers: IncomingHttpHeaders): Signed | null {
  const { 'x-slack-signature': signature, 'x-slack-request-timestamp': timestamp } = headers;
  if (typeof signature !== 'string' || typeof timestamp !== 'string') return null;
  return /^\d{1,12}$/.test(timestamp) ? { signature, timestamp } : null;
}

/** Why a request is not to be believed, in words, as far as that is known before its body; null where its time is right. */
export function doubtOfHeaders(said: Signed | null, nowMs: number): string | null {
  if (!said) return 'it is not signed';
  const ageMs = nowMs - Number(said.timestamp) * 1000;
  return Math.abs(ageMs) > signaturesLiveMs ? `it was signed ${Math.round(ageMs / 1000)} s ago` : null;
}

/**
 * Slack's signature of a request: `v0=` and the hexadecimal HMAC-SHA256 of `v0:<timestamp>:<body>` under the app's secret
 * (https://docs.slack.dev/authentication/verifying-requests-from-slack).
 * @returns why a request is not to be believed, in words; null where Slack signed it, and lately
 */
export function createSignatureCheck(secret: string) {
  const key = createSecretKey(secret, 'utf8');
  return (said: Signed | null, body: Buffer, nowMs: number): string | null => {
    const doubt = doubtOfHeaders(said, nowMs);
    if (!said || doubt) return doubt;
    const mac = createHmac('sha256', key).update(`v0:${said.timestamp}:`).update(body).digest('hex');
    const [given, due] = [Buffer.from(said.signature), Buffer.from(`v0=${mac}`)];
    return given.length === due.length && timingSafeEqual(given, due) ? null : 'its signature is another';
  };
}
