import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { parseJson } from '../../domain/json.ts';

export interface Credentials {
  user: string;
  password: string;
}

const entrySchema = z.object({
  auth: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
});
const configSchema = z.object({
  auths: z.record(z.string(), entrySchema.nullable()).optional(),
  credHelpers: z.record(z.string(), z.string()).optional(),
  credsStore: z.string().optional(),
});

export type CredentialsFound =
  | { kind: 'found'; credentials: Credentials }
  | { kind: 'anonymous' }
  /** There are credentials, but not for Sluice; `detail` is plain text for people. */
  | { kind: 'unusable'; detail: string };

/** Looks credentials up by the names a registry may stand under. Never throws. */
export type CredentialStore = (keys: readonly string[]) => Promise<CredentialsFound>;

export const anonymous: CredentialStore = async () => ({ kind: 'anonymous' });

/**
 * Credentials from a Docker configuration file (`config.json`, or a Kubernetes secret of type `dockerconfigjson`). It is
 * read anew each time, since secrets rotate. Helper programs are not run.
 * @param path null: no file, all is anonymous
 */
export function dockerCredentials(path: string | null): CredentialStore {
  if (path === null) return anonymous;
  return async (keys) => {
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text === null) return { kind: 'anonymous' };
    const config = configSchema.safeParse(parseJson(text));
    if (!config.success) return { kind: 'unusable', detail: `${path} is not a Docker configuration` };
    const { auths = {}, credHelpers = {}, credsStore } = config.data;
    const key = Object.keys(auths).find((each) => keys.some((wanted) => sameRegistry(each, wanted)));
    const credentials = key === undefined ? null : credentialsOf(auths[key] ?? {});
    if (credentials !== null) return { kind: 'found', credentials };
    const helper = Object.entries(credHelpers).find(([each]) => keys.some((wanted) => sameRegistry(each, wanted)))?.[1];
    const program = helper ?? (key === undefined ? undefined : credsStore);
    if (program === undefined) return { kind: 'anonymous' };
    const detail = `${path} names the helper docker-credential-${program}, which Sluice does not run: give the credentials under auths`;
    return { kind: 'unusable', detail };
  };
}

/** Docker writes hosts with or without a scheme and a path. */
function sameRegistry(entry: string, wanted: string): boolean {
  return entry === wanted || bare(entry) === bare(wanted);
}

function bare(key: string): string {
  return key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}

function credentialsOf(entry: z.infer<typeof entrySchema>): Credentials | null {
  if (entry.username !== undefined && entry.password !== undefined) {
    return { user: entry.username, password: entry.password };
  }
  const decoded = Buffer.from(entry.auth ?? '', 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon < 1 ? null : { user: decoded.slice(0, colon), password: decoded.slice(colon + 1).replace(/\0+$/, '') };
}
