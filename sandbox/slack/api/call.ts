import type { JsonObject } from '../protocol.ts';
import type { ApiContext, Method } from './context.ts';
import { SlackError } from './errors.ts';
import type { RateLimits } from './limits.ts';
import { methods } from './methods.ts';

export interface ApiAnswer {
  status: number;
  headers: Record<string, string>;
  body: JsonObject;
}

export interface ApiCall {
  method: string;
  /** From the Authorization header or the token argument. */
  token: string | undefined;
  args: JsonObject;
}

/** Runs one Web API call: token, scopes, pace, then the method. Never throws for what a caller did wrong. */
export function answerCall(context: ApiContext, limits: RateLimits, call: ApiCall): ApiAnswer {
  const { world, scopes } = context;
  const method = methods[call.method];
  const headers: Record<string, string> = {
    'x-oauth-scopes': call.token === world.seed.appToken ? 'connections:write' : scopes.join(','),
    'x-slack-req-id': world.ids.hex(16),
    ...(method && method.scopes.length > 0 && { 'x-accepted-oauth-scopes': method.scopes.join(',') }),
  };
  try {
    if (!method) throw new SlackError('unknown_method', { req_method: call.method });
    checkToken(context, method, call.token);
    checkScopes(method, scopes);
    const wait = limits.take(call.method, method.tier, String(call.args['channel'] ?? ''));
    if (wait > 0) return tooFast(wait, headers);
    return { status: 200, headers, body: { ok: true, ...method.run(context, call.args) } };
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return { status: 200, headers, body: { ok: false, error: error.code, ...error.details } };
  }
}

/** Slack's answer to a caller who is too fast. */
export function tooFast(retryAfterSec: number, headers: Record<string, string> = {}): ApiAnswer {
  return {
    status: 429,
    headers: { ...headers, 'retry-after': String(retryAfterSec) },
    body: { ok: false, error: 'ratelimited' },
  };
}

function checkToken({ world }: ApiContext, method: Method, token: string | undefined): void {
  if (token === undefined || token === '') throw new SlackError('not_authed');
  const kind = token === world.seed.botToken ? 'bot' : token === world.seed.appToken ? 'app' : undefined;
  if (kind === undefined) throw new SlackError('invalid_auth');
  if (kind !== (method.token ?? 'bot')) throw new SlackError('not_allowed_token_type');
}

/** Any one of a method's scopes is enough, as for channels:read and groups:read. */
function checkScopes(method: Method, granted: readonly string[]): void {
  if (method.token === 'app' || method.scopes.length === 0) return;
  if (method.scopes.some((scope) => granted.includes(scope))) return;
  throw new SlackError('missing_scope', { needed: method.scopes[0] ?? '', provided: granted.join(',') });
}
