import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../src/platform/clock.ts';
import type { Container } from './container.ts';
import { negotiate } from './metrics.ts';

export interface PodServerDeps {
  service: string;
  version: string;
  pod: string;
  /** The container that runs now; undefined between a crash and the restart: connections are then cut. */
  container: () => Container | undefined;
  ready: () => boolean;
  clock: Clock;
  /** Where it listens; port 0 lets the system choose. */
  at: { host: string; port: number };
  /** Told of each request of users that arrives. */
  onRequest: () => void;
}

/** Longer than proxies keep theirs idle: they must be the ones to close them, or a request goes into a closing one. */
const keepAliveMs = 120_000;

export interface PodServer {
  /** `host:port`, the same for the pod's whole life. */
  address: string;
  close(): Promise<void>;
}

/** Opens the real HTTP side of a simulated pod: `/`, `/healthz`, `/readyz` and `/metrics`. */
export async function openPodServer(deps: PodServerDeps): Promise<PodServer> {
  const server = createServer((request, response) => {
    request.resume();
    const container = deps.container();
    if (container === undefined) {
      request.socket.destroy();
      return;
    }
    void answer(request, response, container, deps).catch(() => response.destroy());
  });
  server.keepAliveTimeout = keepAliveMs;
  server.listen(deps.at.port, deps.at.host);
  await once(server, 'listening');
  server.unref();
  return {
    address: `${deps.at.host}:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, container: Container, deps: PodServerDeps) {
  const path = (request.url ?? '/').split('?')[0];
  switch (path) {
    case '/metrics': {
      const { contentType, body } = container.metrics.page(negotiate(request.headers.accept));
      response.writeHead(200, { 'content-type': contentType }).end(body);
      return;
    }
    case '/healthz':
      return json(response, 200, { status: 'ok' });
    case '/readyz':
      return deps.ready() ? json(response, 200, { status: 'ready' }) : json(response, 503, { status: 'not ready' });
    case '/': {
      deps.onRequest();
      const reply = container.serve(request.method ?? 'GET');
      await deps.clock.sleep(reply.seconds * 1000);
      const { service, version, pod } = deps;
      const body = reply.code === 200 ? { service, version, pod } : { service, version, pod, error: 'internal error' };
      return json(response, reply.code, body);
    }
    default:
      return json(response, 404, { error: 'not found' });
  }
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
