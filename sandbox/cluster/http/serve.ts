import type { ServerResponse } from 'node:http';
import type { Kernel } from '../api/kernel.ts';
import { parseBody } from '../api/patch.ts';
import { getObject } from '../api/write.ts';
import { badRequest, methodNotAllowed, unsupportedMediaType } from '../model/errors.ts';
import type { KubeObject } from '../model/types.ts';
import { parseSelectors } from '../store/selectors.ts';
import type { FaultBook, FaultEffect, RequestInfo } from './faults.ts';
import { inForm, negotiate } from './negotiate.ts';
import { servePath } from './paths.ts';
import { proxyToPod, type ResolvePodAddress } from './pods.ts';
import { decodeAccessReview, PROTOBUF } from './protobuf.ts';
import { type ApiRequest, type ResourceRoute, sendJson } from './request.ts';
import { serveResource } from './resources.ts';
import { answerReview } from './reviews.ts';
import { isWatch } from './route.ts';
import { serveWatch } from './watch.ts';

/** What requests are answered from. */
export interface ServeDeps {
  kernel: Kernel;
  faults: FaultBook;
  resolvePodAddress: ResolvePodAddress;
  podLogs: (pod: KubeObject, previous: boolean) => string | null;
  /** The watches that are open, so that they can be dropped. */
  watches: Map<ServerResponse, RequestInfo>;
}

/**
 * Serves a request that is allowed: as a path, a review, a watch, a dialogue with a pod, or a read or write of objects.
 * @param finish told the HTTP status once a read or write has its answer; 0 where the answer is lost
 */
export async function serve(
  deps: ServeDeps,
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
  const form = negotiate(request.incoming.headers.accept);
  const { code, body } = serveResource(deps.kernel, request, route);
  const answer = { code, body: inForm(form, body) };
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
  deps: ServeDeps,
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
  const form = negotiate(request.incoming.headers.accept);
  serveWatch(deps.kernel, deps.faults, outgoing, { type, namespace, matches, query, info, expired, form });
  deps.watches.set(outgoing, info);
  outgoing.on('close', () => deps.watches.delete(outgoing));
}

function serveLog(deps: ServeDeps, request: ApiRequest, route: ResourceRoute): void {
  const pod = getObject(deps.kernel, route.type, route.namespace, route.name);
  const { searchParams: query } = request.url;
  const log = deps.podLogs(pod, query.get('previous') === 'true');
  if (log === null) throw badRequest(`previous terminated container in pod "${route.name}" not found`);
  request.outgoing.writeHead(200, { 'Content-Type': 'text/plain' });
  const lines = log.split(/(?<=\n)/);
  const tail = query.get('tailLines');
  const text = Buffer.from((tail === null ? lines : lines.slice(-Number(tail))).join(''));
  request.outgoing.end(text.subarray(0, Number(query.get('limitBytes') ?? text.length)));
}
