import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, forbidden, noSuchPath, troubled } from '../model/errors.ts';
import { type Attributes, authenticate, isAllowed, refusal, type User } from './access.ts';
import type { RequestInfo } from './faults.ts';
import { type createJournal, journalling } from './journal.ts';
import { type ApiRequest, readBody, sendJson } from './request.ts';
import { attributesOf, parseRoute, type Route } from './route.ts';
import { type ServeDeps, serve } from './serve.ts';

/** Who may ask, what is noted, and what requests are answered from. */
export interface HandlerDeps extends ServeDeps {
  users: ReadonlyMap<string, User>;
  journal: ReturnType<typeof createJournal>;
}

/** Serves one HTTPS request. Never rejects. */
export async function handle(deps: HandlerDeps, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  try {
    const url = new URL(incoming.url ?? '/', 'https://kubernetes');
    const body = await readBody(incoming);
    const user = authenticate(deps.users, incoming.headers.authorization);
    const route = parseRoute(deps.kernel.registry, url.pathname);
    const path: Route = route ?? { kind: 'path', path: url.pathname };
    const attributes = attributesOf(path, incoming.method ?? 'GET', url.searchParams);
    if (!isAllowed(user.rules, attributes)) throw denial(user, path, attributes);
    if (route === undefined) throw noSuchPath();
    await serveWithFaults(deps, {
      incoming,
      outgoing,
      method: incoming.method ?? 'GET',
      url,
      route,
      user,
      userAgent: incoming.headers['user-agent'] ?? '',
      contentType: (incoming.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '',
      body,
    });
  } catch (error) {
    sendError(outgoing, error);
  }
}

function denial(user: User, route: Route, attributes: Attributes): ApiError {
  if (route.kind === 'resource') return forbidden(route.type, route.name, refusal(user, attributes));
  const message = `forbidden: ${refusal(user, attributes)}`;
  return new ApiError(403, 'Forbidden', message, {});
}

function sendError(outgoing: ServerResponse, error: unknown): void {
  if (outgoing.headersSent) {
    outgoing.destroy();
    return;
  }
  const text = error instanceof Error ? error.message : 'unknown';
  const failure =
    error instanceof ApiError ? error : new ApiError(500, 'InternalError', `Internal error occurred: ${text}`);
  sendJson(outgoing, { code: failure.body.code, body: failure.body }, failure.headers);
}

function infoOf(request: ApiRequest): RequestInfo {
  const attributes = attributesOf(request.route, request.method, request.url.searchParams);
  const at = attributes.kind === 'resource' ? attributes : { resource: request.url.pathname, namespace: '', name: '' };
  return {
    verb: attributes.verb,
    resource: at.resource,
    namespace: at.namespace,
    name: at.name,
    userAgent: request.userAgent,
    user: request.user.name,
  };
}

async function serveWithFaults(deps: HandlerDeps, request: ApiRequest): Promise<void> {
  const info = infoOf(request);
  const effects = deps.faults.strike(info);
  const finish = journalling(deps, request, info);
  for (const effect of effects) {
    if (effect.kind === 'latency') await sleep(effect.ms);
    if (effect.kind === 'hang') return;
  }
  try {
    const stop = effects.find(
      (effect) => effect.kind === 'status' || (effect.kind === 'cut' && effect.when === 'before'),
    );
    if (stop?.kind === 'status') throw troubled(stop.code, stop.retryAfterSeconds);
    if (stop !== undefined) {
      finish(0);
      request.outgoing.destroy();
      return;
    }
    await serve(deps, request, info, effects, finish);
  } catch (error) {
    finish(error instanceof ApiError ? error.body.code : 500);
    throw error;
  }
}
