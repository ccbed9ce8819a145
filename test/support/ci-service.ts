import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A CI that tests new versions, in this process. */
export interface CiService {
  url: string;
  /** What it was asked to test, once for each key, in order. */
  tested: { to: string; preview: { host: string; port: number } }[];
  /** Versions that do not pass. */
  fails: Set<string>;
  close(): Promise<void>;
}

/** It answers at once that a run has begun, and says how it went when it is asked about it. */
export async function startCi(): Promise<CiService> {
  const runs = new Map<string, number>();
  const ci: Pick<CiService, 'tested' | 'fails'> = { tested: [], fails: new Set() };

  async function post(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = (await json(request)) as CiService['tested'][number];
    const key = String(request.headers['idempotency-key']);
    const nth = runs.get(key) ?? ci.tested.push(asked) - 1;
    runs.set(key, nth);
    response.writeHead(202).end(JSON.stringify({ state: 'pending', id: `run-${nth}`, statusUrl: `/runs/${nth}` }));
  }

  function get(request: IncomingMessage, response: ServerResponse): void {
    const nth = Number(/^\/runs\/(\d+)$/.exec(request.url ?? '')?.[1]);
    const run = ci.tested[nth];
    if (!run) return void response.writeHead(404).end();
    const end = ci.fails.has(run.to) ? { state: 'failed', detail: 'cart: 2 of 40 tests' } : { state: 'complete' };
    response.writeHead(200).end(JSON.stringify({ ...end, id: `run-${nth}` }));
  }

  const server = createServer((request, response) => {
    if (request.method === 'GET') return get(request, response);
    post(request, response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(ci, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/sluice`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
