import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SocketHub } from '../delivery/socket.ts';
import type { PageSockets } from '../people/page-socket.ts';
import { type ApiRoutesDeps, routeApi } from './api-routes.ts';
import { isSameOrigin, type PageRoutesDeps, routePage } from './page-routes.ts';

export interface ListenDeps {
  api: ApiRoutesDeps;
  page: PageRoutesDeps;
  hub: SocketHub;
  pageSockets: PageSockets;
}

/**
 * Starts the HTTP and WebSocket server.
 *
 * @param port 0 for a free one
 * @throws Error when the port is taken
 */
export async function listen(
  deps: ListenDeps,
  host: string,
  port: number,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(answer(deps));
  // Clients keep connections open between calls; closing early would look like a fault.
  server.keepAliveTimeout = 65_000;
  server.on('upgrade', upgrade(deps));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://${host}:${(server.address() as AddressInfo).port}`, close };
}

/** Each request is the API's or the page's; what goes wrong inside answers 500 instead of hanging. */
function answer({ api, page }: ListenDeps) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    routeApi(api, request, response, url)
      .then((done) => (done ? undefined : routePage(page, request, response, url)))
      .catch((error: unknown) => {
        if (response.headersSent || response.destroyed) return;
        response.writeHead(500, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ ok: false, error: 'internal_error', detail: String(error) }));
      });
  };
}

function upgrade({ api, hub, pageSockets }: ListenDeps) {
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    socket.on('error', () => socket.destroy());
    if (url.pathname.startsWith('/link') && !api.faults.isOut()) {
      hub.upgrade(request, socket, head, url.searchParams.get('ticket') ?? '');
    } else if (url.pathname === '/_page/ws' && isSameOrigin(request)) {
      pageSockets.upgrade(request, socket, head, url.searchParams.get('user') ?? '');
    } else {
      socket.destroy();
    }
  };
}
