import { createHash } from 'node:crypto';

/** SHA-256 of a text (UTF-8), hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** SHA-1 of a text, hex: the name by which Redis knows a script. */
export function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}
