import { createHmac, timingSafeEqual } from 'node:crypto';

/** Signs texts, and tells which were signed by a key that is known here. */
export interface Keyring {
  /** By the current key: HMAC-SHA256, base64url. */
  sign(text: string): string;
  /** Whether any of the known keys has made this signature. Takes as long for a near guess as for a far one. */
  verify(text: string, signature: string): boolean;
}

/** @param keys read at each use: the current one first, then those whose signatures still count; never empty */
export function createKeyring(keys: () => readonly string[]): Keyring {
  return {
    sign: (text) => mac(keys()[0] ?? '', text).toString('base64url'),
    verify(text, signature) {
      const given = Buffer.from(signature, 'base64url');
      // All are compared, so that the time does not tell which key fits.
      const fits = keys().filter((key) => {
        const wanted = mac(key, text);
        return given.length === wanted.length && timingSafeEqual(given, wanted);
      });
      return fits.length > 0;
    },
  };
}

function mac(key: string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
