import { methodNotAllowed, noSuchPath } from '../model/errors.ts';
import type { Registry } from '../model/registry.ts';
import { discover, VERSION } from './discovery.ts';
import { describeApi } from './openapi.ts';
import { type ApiRequest, sendJson } from './request.ts';

const HEALTH = /^\/(healthz|readyz|livez)(\/.*)?$/;

/** Serves what is not a resource: health, version, discovery. Throws 404, 405. */
export function servePath(registry: Registry, request: ApiRequest, path: string): void {
  const { outgoing } = request;
  if (request.method !== 'GET' && request.method !== 'HEAD') throw methodNotAllowed();
  if (HEALTH.test(path)) {
    outgoing.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' });
    outgoing.end('ok');
    return;
  }
  const host = request.incoming.headers.host ?? '';
  const body = path === '/version' ? VERSION : (discover(registry, path, host) ?? describeApi(registry, path));
  if (body === undefined) throw noSuchPath();
  sendJson(outgoing, { code: 200, body });
}
