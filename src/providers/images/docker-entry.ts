import { z } from 'zod';

export interface Credentials {
  user: string;
  password: string;
}

/** What a registry, or its token service, is to be shown. */
export type CredentialsKept =
  | { kind: 'found'; credentials: Credentials }
  /** Buys tokens from the registry's token service. */
  | { kind: 'identity'; token: string }
  /** Shown to the registry as it is. */
  | { kind: 'bearer'; token: string };

/** What others write for other programs is passed over; only what Sluice needs must be text. */
export const text = z.string().nullish().catch(null);
export const entrySchema = z.object({
  auth: text,
  username: text,
  password: text,
  identitytoken: text,
  registrytoken: text,
});

/** `broken`: there is something, but not what it must be; `what`, of the entry, is plain text without secrets. */
export type InEntry = CredentialsKept | { kind: 'nothing' } | { kind: 'broken'; what: string };

/** `auth` wins over a name and password beside it, as with Docker; a token wins over both. */
export function keptIn({
  auth,
  username,
  password,
  identitytoken,
  registrytoken,
}: z.infer<typeof entrySchema>): InEntry {
  if (registrytoken) return { kind: 'bearer', token: registrytoken };
  if (identitytoken) return { kind: 'identity', token: identitytoken };
  const written = auth?.replace(/\s/g, '') ?? '';
  const decoded = written === '' ? null : decodedPair(written);
  if (decoded !== null) return { kind: 'found', credentials: decoded };
  if (username && password) return { kind: 'found', credentials: { user: username, password } };
  if (written !== '') return { kind: 'broken', what: 'auth is not user:password in Base64' };
  return username ? { kind: 'broken', what: 'a username without a password' } : { kind: 'nothing' };
}

/** Null for what is no Base64, or not of a name and a password. */
function decodedPair(written: string): Credentials | null {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(written)) return null;
  const decoded = Buffer.from(written, 'base64').toString('utf8').trim().replace(/\0+$/, '');
  const colon = decoded.indexOf(':');
  // Other bytes than text do not become a name by chance.
  if (colon < 1 || /[\p{Cc}\uFFFD]/u.test(decoded)) return null;
  return { user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}
