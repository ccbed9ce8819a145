import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import {
  type ConnectionLimits,
  type GivenUp,
  limitConnections,
  serverOptions,
  usualConnections,
} from './connections.ts';

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
  connections?: ConnectionLimits;
  /** Hears of each connection that was closed for the sake of the others. */
  onGivenUp?(why: GivenUp): void;
}

export interface HealthServer {
  port: number;
  close(): Promise<void>;
}

/** `/healthz` (the process lives), `/readyz` (it can work), `/metrics`; everything else goes to `next`. */
export async function startHealth(options: HealthOptions): Promise<HealthServer> {
  const answers = createAnswers(options);
  const listener: RequestListener = (request, response) => {
    const path = URL.parse(request.url ?? '/', 'http://local')?.pathname ?? '';
    const answer = answers[path];
    const other = mounted(options, path) ?? options.next;
    if (!answer) return other ? other(request, response) : void response.writeHead(404).end('not found\n');
    answer().then(
      ({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body),
      (error: unknown) => response.writeHead(500).end(`${error instanceof Error ? error.message : 'error'}\n`),
    );
  };
  const server = createServer(serverOptions);
  limitConnections(server, options.connections ?? usualConnections, listener, options.onGivenUp ?? (() => undefined));
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

function createAnswers({ unready, beforeMetrics, registry }: HealthOptions): Record<string, () => Promise<Answer>> {
  // Many who ask at once get one and the same.
  let metrics: Promise<Answer> | null = null;

  async function readMetrics(): Promise<Answer> {
    await beforeMetrics?.();
    return { status: 200, type: registry.contentType, body: await registry.metrics() };
  }

  return {
    '/healthz': async () => plain(200, 'ok\n'),
    '/readyz': async () => {
      const reasons = await unready();
      return reasons.length === 0 ? plain(200, 'ready\n') : plain(503, `${reasons.join('\n')}\n`);
    },
    '/metrics': () => {
      metrics ??= readMetrics().finally(() => {
        metrics = null;
      });
      return metrics;
    },
  };
}

function plain(status: number, body: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body };
}

function listen(server: Server, { port, host }: HealthOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}
