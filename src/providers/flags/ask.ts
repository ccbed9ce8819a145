import { parseJson } from '../../domain/json.ts';
import type { Clock } from '../../platform/clock.ts';
import type { HttpAnswer, HttpClient, HttpOptions } from '../../platform/http.ts';
import { failure, noRights, type Place } from './failures.ts';
import type { FlagFailure } from './flags.ts';

export interface FlagDeps {
  http: HttpClient;
  clock: Clock;
  /** The value of an environment variable. */
  secret(name: string): string | undefined;
}

/** How a service is asked. */
export interface Service {
  place: Place;
  /** Its root, with or without a slash at its end. */
  url: string;
  tokenEnv: string;
  /** The token as the `authorization` header wants it; null where it goes into another one. */
  authorization(token: string): string | null;
  /** The header of the token, where it is another. */
  tokenHeader?: string;
  timeoutMs: number;
  headers?: Record<string, string>;
  /** When it wants to be asked again where `retry-after` does not say it: ms from `now` (ms since epoch), or null. */
  retryMs?(headers: HttpAnswer['headers'], now: number): number | null;
}

export interface Request {
  method?: HttpOptions['method'];
  /** Below the root: segments, which are escaped here. */
  path: readonly string[];
  query?: Readonly<Record<string, string>>;
  body?: unknown;
  headers?: Record<string, string>;
}

/** `body`: what the answer's JSON says; null where it is none. */
export type Asked =
  | { kind: 'answer'; status: number; body: unknown; headers: HttpAnswer['headers'] }
  | { kind: 'failed'; failure: FlagFailure };

export type Ask = (request: Request) => Promise<Asked>;

/** A project's flags with their rules. */
const maxBytes = 8 * 1024 * 1024;

/**
 * Questions to a flag service. An answer is any status that says something of what was asked; that the service cannot be
 * reached, does not know the token, or is asked too often is a failure. Redirects are not followed. Never throws.
 */
export function createAsk({ http, clock, secret }: FlagDeps, service: Service): Ask {
  const { place, tokenEnv, timeoutMs } = service;
  return async ({ method = 'GET', path, query, body, headers }) => {
    const token = secret(tokenEnv);
    if (token === undefined || token === '') {
      const words = `the environment variable ${tokenEnv} with the token for ${place.service} is not set`;
      return failed(failure('no-rights', words, `set ${tokenEnv} where Sluice runs`));
    }
    const reply = await http.get(addressOf(service.url, path, query), {
      method,
      headers: {
        accept: 'application/json',
        'user-agent': 'sluice',
        ...service.headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
        ...tokenIn(service, token),
      },
      timeoutMs,
      maxBytes,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (reply.kind === 'none') {
      const again = 'wait until it answers again, or check its address in the catalogue';
      return failed(
        failure(reply.why === 'too-large' ? 'other' : 'unreachable', `${place.service}: ${reply.detail}`, again),
      );
    }
    const wrong = wrongWith(reply, service, clock.now());
    if (wrong) return failed(wrong);
    return {
      kind: 'answer',
      status: reply.status,
      body: parseJson(reply.body.toString('utf8')),
      headers: reply.headers,
    };
  };
}

function tokenIn({ authorization, tokenHeader }: Service, token: string): Record<string, string> {
  const said = authorization(token);
  if (said !== null) return { authorization: said };
  return tokenHeader === undefined ? {} : { [tokenHeader]: token };
}

function failed(failure: FlagFailure): Asked {
  return { kind: 'failed', failure };
}

function addressOf(root: string, path: readonly string[], query: Request['query']): string {
  const url = new URL(`${root.replace(/\/+$/, '')}/${path.map(encodeURIComponent).join('/')}`);
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
  return url.href;
}

/** What holds whatever was asked; null where the answer is about that. */
function wrongWith({ status, headers }: HttpAnswer, service: Service, now: number): FlagFailure | null {
  const { place, tokenEnv } = service;
  if (status === 401) return noRights(place, tokenEnv, `in: it does not know the token (HTTP 401)`);
  if (status === 429) {
    const retryAfterMs = retryAfter(headers['retry-after'], now) ?? service.retryMs?.(headers, now) ?? null;
    const when = retryAfterMs === null ? '' : `; it wants to be asked again in ${Math.ceil(retryAfterMs / 1000)} s`;
    const words = `${place.service} is asked too often (HTTP 429)${when}`;
    return { code: 'throttled', words, remedy: 'wait: Sluice tries again by itself', retryAfterMs };
  }
  if (status >= 500) {
    return failure('unreachable', `${place.service} fails (HTTP ${status})`, 'wait until it works again');
  }
  if (status >= 300 && status < 400) {
    const words = `${place.service} redirects (HTTP ${status}), which Sluice does not follow`;
    return failure('other', words, 'put the address that it redirects to into the catalogue');
  }
  return null;
}

/** Seconds, or a date (RFC 9110 §10.2.3) → ms from now; null where there is none. */
function retryAfter(header: string | undefined, now: number): number | null {
  if (header === undefined || header.trim() === '') return null;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}
