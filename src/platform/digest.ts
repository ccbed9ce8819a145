import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/json.ts';
import type { Plan } from '../domain/plan.ts';

/** SHA-256 of a text (UTF-8), hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** SHA-1 of a text, hex: the name by which Redis knows a script. */
export function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

/** What an approval is bound to: SHA-256 of the plan's canonical JSON, hex. */
export function planDigest(plan: Plan): string {
  return sha256(canonicalJson(plan));
}
