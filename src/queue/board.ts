import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import type { Queue } from 'bullmq';

export const boardPath = '/queues';
const user = 'sluice';

/**
 * A page that shows the queues, for people who look for what is stuck. It shows and changes nothing: the job of a live
 * release that somebody removes by hand is a release that stands still. Basic authentication, user `sluice`.
 */
export function createBoard(queues: readonly Queue[], password: string): RequestListener {
  const server = new ExpressAdapter();
  server.setBasePath(boardPath);
  createBullBoard({
    queues: queues.map((queue) => adapterOf(queue)),
    serverAdapter: server,
    options: { uiConfig: { boardTitle: 'Sluice', hideRedisDetails: true } },
  });
  const show = server.getRouter() as RequestListener;
  const wanted = digest(`${user}:${password}`);
  return (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (!allowed(request, wanted)) return refuse(response, 401, 'user name and password, please');
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'this page only shows');
    request.url = request.url?.slice(boardPath.length) || '/';
    show(request, response);
  };
}

/** Whoever has a `response_url` can speak as Sluice to the person who asked; and why they asked is theirs. */
function adapterOf(queue: Queue): BullMQAdapter {
  const adapter = new BullMQAdapter(queue, { readOnlyMode: true });
  adapter.setFormatter('data', (data: unknown) => {
    const { responseUrl: _, reason: __, ...shown } = Object(data) as Record<string, unknown>;
    return shown;
  });
  return adapter;
}

const headers = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; form-action 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Compares digests, in a time that tells nothing of how near a guess was. */
function allowed(request: IncomingMessage, wanted: Buffer): boolean {
  const [scheme = '', given = ''] = (request.headers.authorization ?? '').split(' ', 2);
  const matches = timingSafeEqual(digest(Buffer.from(given, 'base64')), wanted);
  return scheme.toLowerCase() === 'basic' && matches;
}

function digest(text: string | Buffer): Buffer {
  return createHash('sha256').update(text).digest();
}

function refuse(response: ServerResponse, status: 401 | 405, words: string): void {
  if (status === 401) response.setHeader('www-authenticate', 'Basic realm="Sluice queues", charset="UTF-8"');
  else response.setHeader('allow', 'GET, HEAD');
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${words}\n`);
}
