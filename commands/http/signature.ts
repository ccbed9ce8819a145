import type { IncomingHttpHeaders } from 'node:http';
import { isValidSlackRequest } from '@slack/bolt';

/** How far the time of a signature may be from ours, either way; Slack's own advice. */
export const signaturesLiveMs = 5 * 60_000;

/** What a request says of its own signature. */
export interface Signed {
  /** In the one spelling that it has, by which a request that comes again is known. */
  signature: string;
  /** Seconds since the epoch, in digits, as it was signed. */
  timestamp: string;
}

/** Null where a request is not signed at all, or with a time that is none. */
export function signedBy(headers: IncomingHttpHeaders): Signed | null {
  const { 'x-slack-signature': signature, 'x-slack-request-timestamp': timestamp } = headers;
  if (typeof signature !== 'string' || typeof timestamp !== 'string') return null;
  // Bolt reads over what follows a second "=": the same request would come again under another signature.
  return /^v0=[\da-f]{64}$/.test(signature) && /^\d{1,12}$/.test(timestamp) ? { signature, timestamp } : null;
}

/**
 * Why a request is not to be believed, in words, as far as that is known before its body; null where its time is right.
 * Bolt refuses only what is too old.
 */
export function doubtOfHeaders(said: Signed | null, nowMs: number): string | null {
  if (!said) return 'it is not signed';
  const ageMs = nowMs - Number(said.timestamp) * 1000;
  return Math.abs(ageMs) > signaturesLiveMs ? `it was signed ${Math.round(ageMs / 1000)} s ago` : null;
}

/** Why a request is not to be believed, in words; null where Slack signed it, and lately. */
export function doubtOf(secret: string, said: Signed | null, body: Buffer, nowMs: number): string | null {
  const doubt = doubtOfHeaders(said, nowMs);
  if (!said || doubt) return doubt;
  const { signature, timestamp } = said;
  const headers = { 'x-slack-signature': signature, 'x-slack-request-timestamp': Number(timestamp) };
  const request = { signingSecret: secret, body: body.toString(), headers, nowMilliseconds: nowMs };
  return isValidSlackRequest(request) ? null : 'its signature is another';
}
