import { randomBytes } from 'node:crypto';

/** Letters and digits without vowels and look-alikes, so that no word comes out by chance. */
const SAFE = 'bcdfghjklmnpqrstvwxz2456789';

/** Random text for generated names, `length` characters. */
export function randomSuffix(length = 5): string {
  return Array.from(randomBytes(length), (byte) => SAFE.charAt(byte % SAFE.length)).join('');
}

/** A short stable hash of a text in the alphabet of generated names (FNV-1a, 32 bits). */
export function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return Array.from(String(hash), (digit) => SAFE.charAt(digit.charCodeAt(0) % SAFE.length)).join('');
}

/** RFC 3339 with seconds, the resolution of `metav1.Time`. */
export function timestamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
