import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';
import { afterEach } from 'vitest';
import { createKube, type KubeClient, type KubeOptions } from '../../../src/platform/kube/client.ts';

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: unknown;
}

type Handler = (asked: Asked, response: ServerResponse) => unknown;

export interface Api {
  kube: KubeClient;
  asked: Asked[];
  config: KubeConfig;
  connections(): number;
  close(): Promise<void>;
}

const resources = { resources: [{ name: 'configmaps', kind: 'ConfigMap', namespaced: true }] };

export function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** An API server of which each test says what it answers; discovery of the core group works. */
export async function startApi(handler: Handler, options: Partial<KubeOptions> = {}): Promise<Api> {
  const asked: Asked[] = [];
  let connections = 0;
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const entry = {
      method: request.method ?? '',
      path: pathname,
      query: searchParams,
      headers: request.headers,
      body: text === '' ? null : JSON.parse(text),
    };
    if (pathname === '/api/v1') return send(response, 200, resources);
    asked.push(entry);
    handler(entry, response);
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const config = configFor((server.address() as AddressInfo).port);
  const kube = createKube({ cluster: 'test', kubeConfig: config, timeoutMs: 2000, ...options });
  return {
    kube,
    asked,
    config,
    connections: () => connections,
    async close() {
      await kube.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An API server per test, which is closed after it. */
export function apiUnderTest() {
  let api: Api;
  afterEach(() => api?.close());
  return {
    api: () => api,
    async start(handler: Handler, options?: Partial<KubeOptions>): Promise<KubeClient> {
      api = await startApi(handler, options);
      return api.kube;
    },
  };
}

function configFor(port: number): KubeConfig {
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    { name: 'test', server: `http://127.0.0.1:${port}`, skipTLSVerify: true },
    { name: 'bot', token: 'first' },
  );
  return config;
}

export const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'web' };
export const object = (name: string, version = '1') => ({
  metadata: { name, namespace: 'shop', resourceVersion: version },
});
/** What the API server says where it refuses. */
export const status = (reason: string, message: string) => ({ kind: 'Status', reason, message });
