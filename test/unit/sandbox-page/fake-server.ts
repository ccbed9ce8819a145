import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { buildPage } from '../../../sandbox/slack/page/build.ts';
import type { PageAct, PageEvent, PageState } from '../../../sandbox/slack/protocol.ts';

const CHART =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 560 140" width="560" height="140"><rect width="560" height="140" fill="#fff"/><path d="M20 110h520" stroke="#ccc"/><path d="M20 104L300 100 330 60 380 30 400 96 540 100" fill="none" stroke="#e01e5a" stroke-width="3"/></svg>';

export type Reply = { ok: boolean; error?: string; [key: string]: unknown };

export interface FakeServer {
  url: string;
  /** What the page did, oldest first. */
  acts: PageAct[];
  state(user: string): PageState;
  /** Replaces one person's state and tells the page. */
  emit(user: string, event: PageEvent, state?: PageState): void;
  /** Sets how the next acts are answered. */
  answer(reply: (act: PageAct) => Reply | Promise<Reply>): void;
  dropSockets(): void;
  close(): Promise<void>;
}

async function body(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

let built: ReturnType<typeof buildPage> | undefined;

async function close(server: Server, sockets: Map<WebSocket, string>): Promise<void> {
  for (const socket of sockets.keys()) socket.terminate();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
}

/** A server of the page with canned states, which does nothing by itself. */
export async function startFakeServer(makeState: (user: string) => PageState): Promise<FakeServer> {
  built ??= buildPage();
  const page = await built;
  const states = new Map<string, PageState>();
  const sockets = new Map<WebSocket, string>();
  const acts: PageAct[] = [];
  let reply: (act: PageAct) => Reply | Promise<Reply> = () => ({ ok: true });
  const state = (user: string) => {
    const known = states.get(user) ?? makeState(user || 'UAOI');
    states.set(known.me.id, known);
    return known;
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const send = (type: string, text: string) => response.writeHead(200, { 'content-type': type }).end(text);
    if (url.pathname === '/_page/state') {
      send('application/json', JSON.stringify(state(url.searchParams.get('user') ?? '')));
    } else if (url.pathname === '/_page/act') {
      const act = JSON.parse(await body(request)) as PageAct;
      acts.push(act);
      send('application/json', JSON.stringify(await reply(act)));
    } else if (url.pathname === '/app.js') send('text/javascript', page.js);
    else if (url.pathname === '/app.css') send('text/css', page.css);
    else if (url.pathname === '/chart.svg') send('image/svg+xml', CHART);
    else send('text/html', page.html);
  });
  const live = new WebSocketServer({ server, path: '/_page/ws' });
  live.on('connection', (socket, request) => {
    sockets.set(socket, new URL(request.url ?? '/', 'http://localhost').searchParams.get('user') ?? '');
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    acts,
    state,
    emit(user, event, next) {
      if (next) states.set(user, next);
      for (const [socket, owner] of sockets) if (owner === user) socket.send(JSON.stringify(event));
    },
    answer(next) {
      reply = next;
    },
    dropSockets() {
      for (const socket of sockets.keys()) socket.terminate();
    },
    close: () => close(server, sockets),
  };
}
