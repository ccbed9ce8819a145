import type { Clock } from '../../platform/clock.ts';
import type { HttpAnswer, HttpClient, HttpReply } from '../../platform/http.ts';
import { latest } from '../../platform/latest.ts';
import { type Challenge, parseChallenge } from './challenge.ts';
import type { CredentialStore } from './docker-config.ts';
import type { Credentials, CredentialsKept } from './docker-entry.ts';
import type { RepositoryRef } from './reference.ts';
import { mayLeadTo } from './safe-address.ts';
import { tokenIn } from './token-answer.ts';

export type Authorized =
  | { kind: 'ok'; header: string }
  | { kind: 'refused'; detail: string }
  /** The token service wants to be asked again: 429, or a failure of its own. */
  | { kind: 'busy'; host: string; answer: HttpAnswer };

export interface RegistryAuth {
  /** What to send at once, from an earlier challenge; null before the first. */
  known(ref: RepositoryRef): string | null;
  /** Answers a 401. `detail` of a refusal is plain text for people, without secrets. */
  answer(ref: RepositoryRef, header: string | undefined, timeoutMs: number): Promise<Authorized>;
  /** Whether there is something to show to it at all. */
  has(ref: RepositoryRef): Promise<boolean>;
  /** What was shown last did not help. */
  forget(ref: RepositoryRef): void;
}

export interface RegistryAuthDeps {
  http: HttpClient;
  clock: Clock;
  credentials: CredentialStore;
}

const tokensKept = 1000;
/** Credentials are asked for again now and then, since the file they come from may change. */
const credentialsLifeMs = 300_000;

/** Basic and bearer-token authentication, as the Distribution API has them; tokens are kept until they expire. */
export function createRegistryAuth(deps: RegistryAuthDeps): RegistryAuth {
  const kept = latest<{ header: string; until: number }>(tokensKept);
  const keyOf = (ref: RepositoryRef) => `${ref.origin}/${ref.path}`;

  return {
    known(ref) {
      const entry = kept.get(keyOf(ref));
      return entry !== undefined && entry.until > deps.clock.now() ? entry.header : null;
    },
    async answer(ref, header, timeoutMs) {
      kept.delete(keyOf(ref));
      const found = await deps.credentials(ref.credentialKeys);
      if (found.kind === 'unusable') return { kind: 'refused', detail: found.detail };
      const got = await authorize(deps, ref, {
        challenge: parseChallenge(header),
        kept: found.kind === 'anonymous' ? null : found,
        timeoutMs,
      });
      if (got.kind !== 'ok') return got;
      kept.set(keyOf(ref), { header: got.header, until: deps.clock.now() + got.lifeMs });
      return { kind: 'ok', header: got.header };
    },
    async has(ref) {
      const { kind } = await deps.credentials(ref.credentialKeys);
      return kind !== 'anonymous' && kind !== 'unusable';
    },
    forget: (ref) => void kept.delete(keyOf(ref)),
  };
}

type Got = { kind: 'ok'; header: string; lifeMs: number } | Exclude<Authorized, { kind: 'ok' }>;

interface Asking {
  challenge: Challenge | null;
  kept: CredentialsKept | null;
  timeoutMs: number;
}

async function authorize(deps: RegistryAuthDeps, ref: RepositoryRef, asking: Asking): Promise<Got> {
  const { challenge, kept, timeoutMs } = asking;
  switch (challenge?.scheme) {
    case 'basic':
      if (kept?.kind === 'found') return { kind: 'ok', header: basic(kept.credentials), lifeMs: credentialsLifeMs };
      return refused(`${ref.host} wants a password, and none is configured for it`);
    case 'bearer':
      if (kept?.kind === 'bearer') return { kind: 'ok', header: `Bearer ${kept.token}`, lifeMs: credentialsLifeMs };
      return token(deps, ref, { challenge, kept, timeoutMs });
    case 'other':
      return refused(`${ref.host} wants authentication of a kind that is not known here: ${challenge.name}`);
    case undefined:
      return refused(`${ref.host} wants authentication, but does not say which`);
  }
}

interface Buying {
  challenge: Extract<Challenge, { scheme: 'bearer' }>;
  kept: Exclude<CredentialsKept, { kind: 'bearer' }> | null;
  timeoutMs: number;
}

async function token({ http }: RegistryAuthDeps, ref: RepositoryRef, buying: Buying): Promise<Got> {
  const { challenge, kept } = buying;
  const url = serviceOf(ref, challenge.realm);
  if (url === null) return refused(`${ref.host} names a token service that is not safe to use`);
  const scope = challenge.scope?.trim() || `repository:${ref.path}:pull`;
  const service: Record<string, string> = challenge.service ? { service: challenge.service } : {};
  const reply = await buy(http, url, { service, scopes: scope.split(/\s+/), kept, timeoutMs: buying.timeoutMs });
  if (reply.kind === 'none') return refused(reply.detail);
  if (reply.status === 429 || reply.status >= 500) return { kind: 'busy', host: url.host, answer: reply };
  if (reply.status < 200 || reply.status > 299) {
    const who = kept === null ? 'without credentials' : `for ${userOf(kept)}`;
    return refused(`${url.host} gives no token ${who} (HTTP ${reply.status})`);
  }
  const bought = tokenIn(reply.body.toString());
  if (bought === null) return refused(`${url.host} answered with something else than a token`);
  return { kind: 'ok', header: `Bearer ${bought.token}`, lifeMs: bought.lifeMs };
}

/**
 * The address of the token service. Of the registry's own host it is asked as the registry is: behind a proxy that ends
 * TLS, registries name themselves with `http:`. Null for what is no safe address to show credentials to.
 */
function serviceOf(ref: RepositoryRef, realm: string): URL | null {
  const url = URL.parse(realm) ?? (realm.startsWith('/') ? URL.parse(realm, ref.origin) : null);
  const origin = new URL(ref.origin);
  if (url?.protocol === 'http:' && origin.protocol === 'https:' && [origin.host, origin.hostname].includes(url.host)) {
    return new URL(`${url.pathname}${url.search}`, origin);
  }
  return url !== null && mayLeadTo(origin, url) ? url : null;
}

interface Purchase {
  /** As the registry names itself; none where it does not. */
  service: Record<string, string>;
  scopes: readonly string[];
  kept: Buying['kept'];
  timeoutMs: number;
}

/** By GET, as all do, with each scope by itself; an identity token is exchanged by POST, as OAuth 2 has it. */
function buy(http: HttpClient, url: URL, { service, scopes, kept, timeoutMs }: Purchase): Promise<HttpReply> {
  const options = { timeoutMs, maxBytes: 1_000_000 };
  if (kept?.kind === 'identity') {
    const wanted = { ...service, scope: scopes.join(' ') };
    const form = { grant_type: 'refresh_token', client_id: 'sluice', refresh_token: kept.token, ...wanted };
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return http.get(url.href, { ...options, method: 'POST', headers, body: new URLSearchParams(form).toString() });
  }
  const asked = new URL(url);
  for (const [name, value] of Object.entries(service)) asked.searchParams.set(name, value);
  for (const scope of scopes) asked.searchParams.append('scope', scope);
  const headers = kept === null ? {} : { authorization: basic(kept.credentials) };
  return http.get(asked.href, { ...options, headers });
}

function refused(detail: string): { kind: 'refused'; detail: string } {
  return { kind: 'refused', detail };
}

function userOf(kept: NonNullable<Buying['kept']>): string {
  return kept.kind === 'found' ? kept.credentials.user : 'the identity token';
}

function basic({ user, password }: Credentials): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
