import { parseJson } from '../../domain/json.ts';
import type { SourceDeps } from './source.ts';

/** How a service is asked. */
export interface Service {
  /** As people call it. */
  name: string;
  /** The root of its API. */
  url: string;
  tokenEnv: string;
  headers(token: string): Record<string, string>;
  timeoutMs: number;
}

/** `body`: what the answer's JSON says. */
export type Asked = { kind: 'answer'; body: unknown } | { kind: 'missing' } | { kind: 'failed'; why: string };

export type Ask = (path: readonly string[], query?: Readonly<Record<string, string>>) => Promise<Asked>;

/** A comparison carries what has changed in each file, which nobody here reads. */
const maxBytes = 8 * 1024 * 1024;

/**
 * Questions to a service that keeps code. Redirects are not followed, so that the token goes where the catalogue says and
 * nowhere else. Never throws.
 */
export function createAsk({ http, secret }: Pick<SourceDeps, 'http' | 'secret'>, service: Service): Ask {
  const { name, url, tokenEnv, timeoutMs } = service;
  return async (path, query = {}) => {
    const token = secret(tokenEnv);
    if (token === undefined || token === '') {
      return failed(`the environment variable ${tokenEnv} with the token for ${name} is not set`);
    }
    const asked = new URL(`${url.replace(/\/+$/, '')}/${path.map(encodeURIComponent).join('/')}`);
    for (const [key, value] of Object.entries(query)) asked.searchParams.set(key, value);
    const headers = { accept: 'application/json', 'user-agent': 'sluice', ...service.headers(token) };
    const reply = await http.get(asked.href, { headers, timeoutMs, maxBytes });
    if (reply.kind === 'none') return failed(`${name}: ${reply.detail}`);
    if (reply.status === 404) return { kind: 'missing' };
    const wrong = wrongWith(reply.status, reply.headers, service);
    return wrong === null ? { kind: 'answer', body: parseJson(reply.body.toString('utf8')) } : failed(wrong);
  };
}

function failed(why: string): Asked {
  return { kind: 'failed', why };
}

/** In words; null where it has answered. */
function wrongWith(status: number, headers: Record<string, string>, { name, tokenEnv }: Service): string | null {
  if (status === 200) return null;
  if (status === 429 || headers['x-ratelimit-remaining'] === '0') return `${name} is asked too often (HTTP ${status})`;
  if (status === 401) return `${name} does not know the token in ${tokenEnv} (HTTP 401)`;
  if (status === 403) return `${name} does not let the token in ${tokenEnv} read it (HTTP 403)`;
  if (status >= 300 && status < 400) {
    return `${name} redirects (HTTP ${status}), which Sluice does not follow: the repository may have been renamed`;
  }
  return status >= 500 ? `${name} fails (HTTP ${status})` : `${name} answered HTTP ${status}`;
}
