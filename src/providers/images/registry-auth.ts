import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { readJson } from '../../domain/json.ts';
import type { Clock } from '../../platform/clock.ts';
import type { HttpClient } from '../../platform/http.ts';
import { type Challenge, parseChallenge } from './challenge.ts';
import type { CredentialStore, Credentials } from './docker-config.ts';
import type { RepositoryRef } from './reference.ts';

const tokenSchema = z
  .object({
    token: z.string().min(1).optional(),
    access_token: z.string().min(1).optional(),
    expires_in: z.number().positive().optional(),
  })
  .refine((answer) => (answer.token ?? answer.access_token) !== undefined);

/** The specification's least life of a token. */
const usualLifeSeconds = 60;
/** A token is not used in its last moments: it would expire on the way. */
const marginMs = 5000;

export type Authorized = { kind: 'ok'; header: string } | { kind: 'refused'; detail: string };

export interface RegistryAuth {
  /** What to send at once, from an earlier challenge; null before the first. */
  known(ref: RepositoryRef): string | null;
  /** Answers a 401. `detail` of a refusal is plain text for people, without secrets. */
  answer(ref: RepositoryRef, header: string | undefined, timeoutMs: number): Promise<Authorized>;
}

export interface RegistryAuthDeps {
  http: HttpClient;
  clock: Clock;
  credentials: CredentialStore;
}

const tokensKept = 1000;

/** Basic and bearer-token authentication, as the Distribution API has them; tokens are kept until they expire. */
export function createRegistryAuth(deps: RegistryAuthDeps): RegistryAuth {
  const kept = new LRUCache<string, { header: string; until: number }>({ max: tokensKept });
  const keyOf = (ref: RepositoryRef) => `${ref.origin}/${ref.path}`;

  return {
    known(ref) {
      const entry = kept.get(keyOf(ref));
      return entry !== undefined && entry.until > deps.clock.now() ? entry.header : null;
    },
    async answer(ref, header, timeoutMs) {
      kept.delete(keyOf(ref));
      const challenge = parseChallenge(header);
      const found = await deps.credentials(ref.credentialKeys);
      if (found.kind === 'unusable') return { kind: 'refused', detail: found.detail };
      const credentials = found.kind === 'found' ? found.credentials : null;
      const got = await authorize(deps, ref, challenge, credentials, timeoutMs);
      if (got.kind === 'refused') return got;
      kept.set(keyOf(ref), { header: got.header, until: deps.clock.now() + got.lifeMs });
      return { kind: 'ok', header: got.header };
    },
  };
}

type Got = { kind: 'ok'; header: string; lifeMs: number } | { kind: 'refused'; detail: string };

async function authorize(
  deps: RegistryAuthDeps,
  ref: RepositoryRef,
  challenge: Challenge | null,
  credentials: Credentials | null,
  timeoutMs: number,
): Promise<Got> {
  switch (challenge?.scheme) {
    case 'basic':
      if (credentials === null)
        return { kind: 'refused', detail: `${ref.host} wants a password, and none is configured for it` };
      // Credentials are asked for again now and then, since the file they come from may change.
      return { kind: 'ok', header: basic(credentials), lifeMs: 300_000 };
    case 'bearer':
      return token(deps, ref, challenge, credentials, timeoutMs);
    case 'other':
      return {
        kind: 'refused',
        detail: `${ref.host} wants authentication of a kind that is not known here: ${challenge.name}`,
      };
    case undefined:
      return { kind: 'refused', detail: `${ref.host} wants authentication, but does not say which` };
  }
}

async function token(
  deps: RegistryAuthDeps,
  ref: RepositoryRef,
  challenge: Extract<Challenge, { scheme: 'bearer' }>,
  credentials: Credentials | null,
  timeoutMs: number,
): Promise<Got> {
  const url = URL.parse(challenge.realm);
  const secure = url?.protocol === 'https:' || (url?.protocol === 'http:' && ref.origin.startsWith('http:'));
  if (url === null || !secure) {
    return { kind: 'refused', detail: `${ref.host} names a token service that is not safe to use` };
  }
  if (challenge.service !== null) url.searchParams.set('service', challenge.service);
  url.searchParams.set('scope', challenge.scope ?? `repository:${ref.path}:pull`);
  const headers = credentials === null ? {} : { authorization: basic(credentials) };
  const reply = await deps.http.get(url.href, { headers, timeoutMs, maxBytes: 1_000_000 });
  if (reply.kind === 'none') return { kind: 'refused', detail: reply.detail };
  if (reply.status !== 200) {
    const who = credentials === null ? 'without credentials' : `for ${credentials.user}`;
    return { kind: 'refused', detail: `${url.host} gives no token ${who} (HTTP ${reply.status})` };
  }
  const answer = readJson(tokenSchema, reply.body.toString());
  const value = answer?.token ?? answer?.access_token;
  if (value === undefined || /[\r\n]/.test(value))
    return { kind: 'refused', detail: `${url.host} answered with something else than a token` };
  const lifeMs = (answer?.expires_in ?? usualLifeSeconds) * 1000 - marginMs;
  return { kind: 'ok', header: `Bearer ${value}`, lifeMs };
}

function basic({ user, password }: Credentials): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
