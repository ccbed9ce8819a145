import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { parseJson } from '../../domain/json.ts';
import { nearestFit } from './credential-keys.ts';
import { type CredentialsKept, entrySchema, keptIn, text } from './docker-entry.ts';

const configSchema = z.object({
  auths: z.record(z.string(), entrySchema.nullable().catch(null)).nullish(),
  credHelpers: z.record(z.string(), text).nullish().catch(null),
  credsStore: text,
});

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
    const read = await readFile(path).catch((error: NodeJS.ErrnoException) => error);
    if (!Buffer.isBuffer(read)) {
      if (read.code === 'ENOENT' || read.code === 'ENOTDIR') return { kind: 'anonymous' };
      return { kind: 'unusable', detail: `${path} can't be read (${read.code}): let Sluice read it` };
    }
    const json = parseJson(textOf(read));
    if (json === null)
      return { kind: 'unusable', detail: `${path} is not a Docker configuration: it is not valid JSON` };
    const config = configSchema.safeParse(json);
    if (config.success) return lookUp(path, config.data, keys);
    const where = config.error.issues[0]?.path.join('.') || 'it';
    return { kind: 'unusable', detail: `${path} is not a Docker configuration: ${where} is not an object` };
  };
}

/** Editors put a mark of the byte order in front, and some shells write two bytes for each letter. */
function textOf(bytes: Buffer): string {
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return bytes.toString(wide ? 'utf16le' : 'utf8').replace(/^\uFEFF/, '');
}

function lookUp(path: string, config: z.infer<typeof configSchema>, keys: readonly string[]): CredentialsFound {
  const { credsStore } = config;
  const auths = Object.entries(config.auths ?? {}).map(([key, entry]) => ({ key, kept: entry && keptIn(entry) }));
  const helpers = Object.entries(config.credHelpers ?? {}).flatMap(([key, helper]) =>
    helper ? [{ key, helper }] : [],
  );
  const there = auths.flatMap(({ key, kept }) => (kept && kept.kind !== 'nothing' ? [{ key, kept }] : []));
  const found = nearestFit([...there, ...helpers], keys);
  if (found !== null && 'kept' in found)
    return found.kept.kind === 'broken' ? broken(path, found.key, found.kept.what) : found.kept;
  const stored = credsStore && nearestFit(auths, keys) !== null ? credsStore : null;
  const program = found?.helper ?? stored;
  if (program === null) return { kind: 'anonymous' };
  const detail = `${path} names the helper docker-credential-${program}, which Sluice does not run: give the credentials under auths`;
  return { kind: 'unusable', detail };
}

function broken(path: string, key: string, what: string): CredentialsFound {
  return { kind: 'unusable', detail: `${path} has no credentials that can be used under auths.${key}: ${what}` };
}
