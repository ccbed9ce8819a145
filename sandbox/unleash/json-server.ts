import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface JsonRequest {
  method: string;
  /** What stands between the slashes, unescaped. */
  path: string[];
  query: URLSearchParams;
  /** Null where there is none. */
  body: unknown;
  headers: IncomingMessage['headers'];
}

export interface JsonAnswer {
  status: number;
  body?: unknown;
  /** A page, in place of JSON. */
  html?: string;
  headers?: Record<string, string>;
}

/** A server on a free loopback port that speaks JSON. */
export interface JsonServer {
  url: string;
  close(): Promise<void>;
}

export async function startJsonServer(
  answer: (request: JsonRequest) => JsonAnswer | Promise<JsonAnswer>,
): Promise<JsonServer> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const { status, body, html, headers } = await answer(read(request, Buffer.concat(chunks).toString()));
      const type = html === undefined ? 'application/json' : 'text/html; charset=utf-8';
      response.writeHead(status, { 'content-type': type, ...headers });
      response.end(html ?? (body === undefined ? '' : JSON.stringify(body)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function read(request: IncomingMessage, text: string): JsonRequest {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  return {
    method: request.method ?? 'GET',
    path: url.pathname.split('/').slice(1).map(decodeURIComponent),
    query: url.searchParams,
    body: bodyOf(text),
    headers: request.headers,
  };
}

/** What is no JSON is as good as nothing: nobody who speaks to these servers sends any. */
function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
