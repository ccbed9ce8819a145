import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { parseJson } from '../../domain/json.ts';
import { nearestFit } from './credential-keys.ts';

export interface Credentials {
  user: string;
  password: string;
}

/** What others write for other programs is passed over; only what Sluice needs must be text. */
const text = z.string().nullish().catch(null);
const entrySchema = z.object({
  auth: text,
  username: text,
  password: text,
  identitytoken: text,
  registrytoken: text,
});
type Entry = z.infer<typeof entrySchema>;
const configSchema = z.object({
  auths: z.record(z.string(), entrySchema.nullable().catch(null)).nullish(),
  credHelpers: z.record(z.string(), text).nullish().catch(null),
  credsStore: text,
});

/** What a registry, or its token service, is to be shown. */
export type CredentialsKept =
  | { kind: 'found'; credentials: Credentials }
  /** Buys tokens from the registry's token service. */
  | { kind: 'identity'; token: string }
  /** Shown to the registry as it is. */
  | { kind: 'bearer'; token: string };

export type CredentialsFound =
  | CredentialsKept
  | { kind: 'anonymous' }
  /** There are credentials, but not for Sluice; `detail` is plain text for people. */
  | { kind: 'unusable'; detail: string };

/**
 * Looks credentials up by the names that a repository may stand under, the most specific first: `host/team/app`,
 * `host/team`, `host`. Never throws.
 */
export type CredentialStore = (keys: readonly string[]) => Promise<CredentialsFound>;

export const anonymous: CredentialStore = async () => ({ kind: 'anonymous' });

/**
 * Credentials from a Docker configuration (`config.json`, or a Kubernetes secret of type `dockerconfigjson`). The entry
 * with the longest path that fits counts. It is read each time, since secrets rotate. Helper programs are not run.
 * @param path null: no file, all is anonymous
 */
export function dockerCredentials(path: string | null): CredentialStore {
  if (path === null) return anonymous;
  return async (keys) => {
    const read = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => error);
    if (typeof read !== 'string') {
      if (read.code === 'ENOENT' || read.code === 'ENOTDIR') return { kind: 'anonymous' };
      return { kind: 'unusable', detail: `${path} can't be read (${read.code}): let Sluice read it` };
    }
    const config = configSchema.safeParse(parseJson(read));
    if (!config.success) return { kind: 'unusable', detail: `${path} is not a Docker configuration` };
    return lookUp(path, config.data, keys);
  };
}

function lookUp(path: string, config: z.infer<typeof configSchema>, keys: readonly string[]): CredentialsFound {
  const { credsStore } = config;
  const auths = Object.entries(config.auths ?? {}).map(([key, entry]) => ({ key, kept: entry && keptIn(entry) }));
  const helpers = Object.entries(config.credHelpers ?? {}).flatMap(([key, helper]) =>
    helper ? [{ key, helper }] : [],
  );
  const usable = auths.flatMap(({ key, kept }) => (kept ? [{ key, kept }] : []));
  const found = nearestFit([...usable, ...helpers], keys);
  if (found !== null && 'kept' in found) return found.kept;
  const stored = credsStore && nearestFit(auths, keys) !== null ? credsStore : null;
  const program = found?.helper ?? stored;
  if (program === null) return { kind: 'anonymous' };
  const detail = `${path} names the helper docker-credential-${program}, which Sluice does not run: give the credentials under auths`;
  return { kind: 'unusable', detail };
}

/** `auth` wins over a name and password beside it, as with Docker; a token wins over both. */
function keptIn({ auth, username, password, identitytoken, registrytoken }: Entry): CredentialsKept | null {
  if (registrytoken) return { kind: 'bearer', token: registrytoken };
  if (identitytoken) return { kind: 'identity', token: identitytoken };
  const decoded = Buffer.from(auth ?? '', 'base64')
    .toString('utf8')
    .trim();
  const colon = decoded.indexOf(':');
  if (colon > 0) {
    return {
      kind: 'found',
      credentials: { user: decoded.slice(0, colon), password: decoded.slice(colon + 1).replace(/\0+$/, '') },
    };
  }
  return username && password ? { kind: 'found', credentials: { user: username, password } } : null;
}
