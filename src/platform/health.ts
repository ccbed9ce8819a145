import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import { limitConnections, serverTimes } from './connections.ts';

export interface HealthOptions {
  port: number;
  host?: string;
  registry: Registry;
  /** Why the process cannot do its work now, in words; empty when it can. */
  unready(): Promise<string[]>;
  /** Refreshes gauges before they are read. */
  beforeMetrics?(): Promise<void>;
  /** Whoever serves a path and all below it. */
  below?: Record<string, RequestListener>;
  /** Whoever serves all other paths; 404 without. */
  next?: RequestListener | null;
  mostConnections?: number;
}

/** Probes, Prometheus and Slack have a few dozen; each costs some 20 KB. */
const usualConnections = 1000;

export interface HealthServer {
  port: number;
  close(): Promise<void>;
}

/** `/healthz` (the process lives), `/readyz` (it can work), `/metrics`; everything else goes to `next`. */
export async function startHealth(options: HealthOptions): Promise<HealthServer> {
  const server = createServer(serverTimes, (request, response) => {
    const path = URL.parse(request.url ?? '/', 'http://local')?.pathname ?? '';
    const answer = answers[path];
    const other = mounted(options, path) ?? options.next;
    if (!answer) return other ? other(request, response) : void response.writeHead(404).end('not found\n');
    answer(options).then(
      ({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body),
      (error: unknown) => response.writeHead(500).end(`${error instanceof Error ? error.message : 'error'}\n`),
    );
  });
  limitConnections(server, options.mostConnections ?? usualConnections);
  await listen(server, options);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function mounted({ below = {} }: HealthOptions, path: string): RequestListener | undefined {
  return Object.entries(below).find(([place]) => path === place || path.startsWith(`${place}/`))?.[1];
}

interface Answer {
  status: number;
  type: string;
  body: string;
}

const answers: Record<string, (options: HealthOptions) => Promise<Answer>> = {
  '/healthz': async () => plain(200, 'ok\n'),
  '/readyz': async ({ unready }) => {
    const reasons = await unready();
    return reasons.length === 0 ? plain(200, 'ready\n') : plain(503, `${reasons.join('\n')}\n`);
  },
  '/metrics': async ({ registry, beforeMetrics }) => {
    await beforeMetrics?.();
    return { status: 200, type: registry.contentType, body: await registry.metrics() };
  },
};

function plain(status: number, body: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body };
}

function listen(server: Server, { port, host }: HealthOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}
