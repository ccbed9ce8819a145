import { type HttpAnswer, type HttpReply, usualMaxBytes } from '../../platform/http.ts';
import type { RepositoryRef } from './reference.ts';
import { createRegistryAuth, type RegistryAuthDeps } from './registry-auth.ts';
import { mayLeadTo } from './safe-address.ts';
import { unpacked } from './unpacked.ts';

export interface RegistryRequest {
  method?: 'GET' | 'HEAD';
  /** Path and query below the origin: `/v2/app/tags/list?n=1000`. */
  path: string;
  accept?: string;
  /** When the whole exchange ends, waits included (ms since epoch). */
  until: number;
  maxBytes?: number;
}

/** `failed`: no answer that says anything about the repository; `detail` is plain text for people, `status` of HTTP, where there was one. */
export type RegistryReply = HttpAnswer | { kind: 'failed'; detail: string; status: number | null };

export type RegistryClient = (ref: RepositoryRef, request: RegistryRequest) => Promise<RegistryReply>;

const timeoutMs = 5000;
const attempts = 4;
const redirects = 3;

/** An answer, and the host that gave it. */
interface From {
  kind: 'from';
  host: string;
  answer: HttpAnswer;
}

/**
 * Requests to a registry: authenticates when asked to, waits as told by 429 and `Retry-After` while there is time, tries
 * again after 5xx, and follows redirects without showing its credentials to another host. Never throws.
 */
export function createRegistryClient(deps: RegistryAuthDeps): RegistryClient {
  const auth = createRegistryAuth(deps);
  const left = ({ until }: RegistryRequest) => leftOf(deps, until);
  const send = (ref: RepositoryRef, request: RegistryRequest, authorization: string | null) =>
    sendTo(deps, ref, { ...request, authorization });

  async function ask(ref: RepositoryRef, request: RegistryRequest): Promise<From | { kind: 'failed'; detail: string }> {
    const known = auth.known(ref);
    const first = await send(ref, request, known);
    if (first.kind === 'none') return { kind: 'failed', detail: first.detail };
    const denied = known === null && (first.status === 404 || first.status === 403);
    if (denied) return { kind: 'from', host: ref.host, answer: (await uncovered(ref, request)) ?? first };
    if (first.status !== 401) return { kind: 'from', host: ref.host, answer: first };
    const authorized = await auth.answer(ref, first.headers['www-authenticate'], left(request));
    if (authorized.kind === 'refused') return { kind: 'failed', detail: authorized.detail };
    if (authorized.kind === 'busy') return { ...authorized, kind: 'from' };
    const second = await send(ref, request, authorized.header);
    if (second.kind === 'none') return { kind: 'failed', detail: second.detail };
    return { kind: 'from', host: ref.host, answer: second };
  }

  /**
   * What the registry says to who shows credentials unasked: some tell others that there is nothing. How it wants them,
   * its base tells. Null where there are none, or where they do not help.
   */
  async function uncovered(ref: RepositoryRef, request: RegistryRequest): Promise<HttpAnswer | null> {
    if (!(await auth.has(ref))) return null;
    const base = await send(ref, { path: '/v2/', until: request.until }, null);
    const challenge = base.kind === 'answer' && base.status === 401 ? base.headers['www-authenticate'] : undefined;
    const authorized = await auth.answer(ref, challenge ?? 'Basic', left(request));
    if (authorized.kind !== 'ok') return null;
    const second = await send(ref, request, authorized.header);
    if (second.kind === 'answer' && second.status < 400) return second;
    auth.forget(ref);
    return null;
  }

  return async (ref, request) => {
    for (let attempt = 1; ; attempt += 1) {
      const asked = await ask(ref, request);
      if (asked.kind === 'failed') return { ...asked, status: null };
      const { host, answer } = asked;
      const { status } = answer;
      if (status === 401 || status === 403)
        return { kind: 'failed', detail: `${ref.host} does not let Sluice read ${ref.path} (HTTP ${status})`, status };
      if (status !== 429 && status < 500) return answer;
      const now = deps.clock.now();
      const waitMs = retryAfterMs(answer.headers['retry-after'], now) ?? 250 * 2 ** attempt;
      const asks = status === 429 ? `${host} is asked too often (HTTP 429)` : `${host} fails (HTTP ${status})`;
      if (attempt === attempts || now + waitMs >= request.until) {
        const later = status === 429 ? `; it wants to be asked again in ${Math.ceil(waitMs / 1000)} s` : '';
        return { kind: 'failed', detail: `${asks}${later}`, status };
      }
      await deps.clock.sleep(waitMs);
    }
  };
}

function leftOf({ clock }: RegistryAuthDeps, until: number): number {
  return Math.max(1, Math.min(timeoutMs, until - clock.now()));
}

/** Follows redirects; what may be shown to the registry is shown to no other host. */
async function sendTo(
  deps: RegistryAuthDeps,
  ref: RepositoryRef,
  { method = 'GET', path, accept, until, maxBytes, authorization }: RegistryRequest & { authorization: string | null },
): Promise<HttpReply> {
  let url = new URL(`${ref.origin}${path}`);
  const { origin } = url;
  for (let hop = 0; ; hop += 1) {
    const headers: Record<string, string> = { 'accept-encoding': 'identity' };
    if (accept !== undefined) headers['accept'] = accept;
    if (authorization !== null && url.origin === origin) headers['authorization'] = authorization;
    const timeoutMs = leftOf(deps, until);
    const reply = await deps.http.get(url.href, {
      method,
      headers,
      timeoutMs,
      ...(maxBytes === undefined ? {} : { maxBytes }),
    });
    if (reply.kind === 'none') return reply;
    if (reply.status < 300 || reply.status > 399) {
      const answer = await unpacked(reply, maxBytes ?? usualMaxBytes);
      const detail = `${ref.host} answers with packed bytes that cannot be read`;
      return answer ?? { kind: 'none', why: 'unreachable', detail };
    }
    const next = URL.parse(reply.headers['location'] ?? '', url.href);
    if (next === null || !mayLeadTo(url, next) || hop === redirects) {
      return { kind: 'none', why: 'unreachable', detail: `${ref.host} redirects to where Sluice does not follow` };
    }
    url = next;
  }
}

/** Seconds, or a date (RFC 9110 §10.2.3) → ms from now; null where there is none. */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  if (header === undefined || header.trim() === '') return null;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}
