import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kernel } from '../api/kernel.ts';
import { parseBody } from '../api/patch.ts';
import { getObject } from '../api/write.ts';
import { ApiError, forbidden, methodNotAllowed, noSuchPath, troubled, unsupportedMediaType } from '../model/errors.ts';
import { dig } from '../model/json.ts';
import type { KubeObject } from '../model/types.ts';
import { parseSelectors } from '../store/selectors.ts';
import { type Attributes, authenticate, isAllowed, refusal, type User } from './access.ts';
import type { FaultBook, FaultEffect, RequestInfo } from './faults.ts';
import type { createJournal } from './journal.ts';
import { servePath } from './paths.ts';
import { proxyToPod, type ResolvePodAddress } from './pods.ts';
import { decodeAccessReview, PROTOBUF } from './protobuf.ts';
import { type ApiRequest, type ResourceRoute, readBody, sendJson, writeContext } from './request.ts';
import { serveResource } from './resources.ts';
import { answerReview } from './reviews.ts';
import { attributesOf, isWatch, parseRoute, type Route } from './route.ts';
import { serveWatch } from './watch.ts';

export interface HandlerDeps {
  kernel: Kernel;
  users: ReadonlyMap<string, User>;
  faults: FaultBook;
  journal: ReturnType<typeof createJournal>;
  resolvePodAddress: ResolvePodAddress;
  podLogs: (pod: KubeObject) => string;
  /** The watches that are open, so that they can be dropped. */
  watches: Map<ServerResponse, RequestInfo>;
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

/** Notes a write once, when its outcome is known. Reads, reviews and dialogues with pods are not noted. */
function journalling(deps: HandlerDeps, request: ApiRequest, info: RequestInfo): (code: number) => void {
  const isWrite = ['create', 'update', 'patch', 'delete', 'deletecollection'].includes(info.verb);
  const noted = request.route.kind === 'resource' && request.route.subresource !== 'proxy' && isWrite;
  return (code) => {
    if (!noted) return;
    const { fieldManager, dryRun } = writeContext(request);
    const { contentType } = request;
    const body = request.body.toString();
    const name = info.name === '' ? nameIn(body) : info.name;
    deps.journal.write({ at: deps.kernel.now(), ...info, name, fieldManager, contentType, dryRun, body, code });
  };
}

/** The name that a body gives its object; empty when it is for the server to choose or cannot be read. */
function nameIn(body: string): string {
  try {
    const name = dig(parseBody(body), 'metadata', 'name');
    return typeof name === 'string' ? name : '';
  } catch {
    return '';
  }
}

async function serve(
  deps: HandlerDeps,
  request: ApiRequest,
  info: RequestInfo,
  effects: readonly FaultEffect[],
  finish: (code: number) => void,
): Promise<void> {
  const { route, outgoing } = request;
  if (route.kind === 'path') return servePath(deps.kernel.registry, request, route.path);
  if (route.kind === 'review') {
    if (request.method !== 'POST') throw methodNotAllowed();
    return sendJson(outgoing, { code: 201, body: answerReview(route.resource, request.user, readReview(request)) });
  }
  if (isWatch(request.url.searchParams) && request.method === 'GET' && route.subresource === '') {
    return openWatch(deps, request, route, info, effects);
  }
  if (route.subresource === 'proxy') {
    const { kernel, resolvePodAddress: resolve } = deps;
    const { type, namespace, name: target, rest: path } = route;
    const parts = { target, path, search: request.url.search, body: request.body };
    return proxyToPod({ kernel, type, namespace, resolve }, request.incoming, outgoing, parts);
  }
  if (route.subresource === 'log') return serveLog(deps, request, route);
  if (request.contentType === PROTOBUF) throw unsupportedMediaType(['application/json', 'application/yaml']);
  const answer = serveResource(deps.kernel, request, route);
  const cut = effects.some((effect) => effect.kind === 'cut');
  finish(cut ? 0 : answer.code);
  if (cut) outgoing.destroy();
  else sendJson(outgoing, answer);
}

function readReview(request: ApiRequest): unknown {
  if (request.contentType === PROTOBUF) return decodeAccessReview(request.body);
  return parseBody(request.body.toString());
}

function openWatch(
  deps: HandlerDeps,
  request: ApiRequest,
  route: ResourceRoute,
  info: RequestInfo,
  effects: readonly FaultEffect[],
): void {
  const { searchParams: query } = request.url;
  const { outgoing } = request;
  const byParameters = parseSelectors(query.get('labelSelector'), query.get('fieldSelector'), route.type.kind);
  const matches = (object: KubeObject): boolean =>
    byParameters(object) && (route.name === '' || object.metadata.name === route.name);
  const { type, namespace } = route;
  const expired = effects.some((effect) => effect.kind === 'expired-watch');
  serveWatch(deps.kernel, deps.faults, outgoing, { type, namespace, matches, query, info, expired });
  deps.watches.set(outgoing, info);
  outgoing.on('close', () => deps.watches.delete(outgoing));
}

function serveLog(deps: HandlerDeps, request: ApiRequest, route: ResourceRoute): void {
  const pod = getObject(deps.kernel, route.type, route.namespace, route.name);
  request.outgoing.writeHead(200, { 'Content-Type': 'text/plain' });
  request.outgoing.end(deps.podLogs(pod));
}
