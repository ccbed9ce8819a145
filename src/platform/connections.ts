import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { NarrowSocket } from './narrow-socket.ts';

/** Of a server that strangers can reach. Times are in ms: whoever asks for something says so at once. */
export const serverOptions = {
  headersTimeout: 5000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5000,
  connectionsCheckingInterval: 1000,
  /** Bytes that are read ahead, give or take one read. */
  highWaterMark: 16 * 1024,
} as const;

/** Without anything read or written, also in the middle of an answer (ms). */
const silentMs = 30_000;

export interface ConnectionLimits {
  /** Connections at once. */
  most: number;
  /** Requests of one connection, after which it is closed. */
  requests: number;
  /** Requests of one connection that wait for their answer at once. */
  unanswered: number;
  /** Bytes of answers that all peers together have not taken yet. */
  unreadBytes: number;
}

/**
 * Probes, Prometheus and Slack have a few dozen connections; each costs some 20 KB, and up to 80 KB where its peer sends
 * what nobody reads. They send one request after the other.
 */
export const usualConnections: ConnectionLimits = {
  most: 1000,
  requests: 10_000,
  unanswered: 4,
  unreadBytes: 16 * 1024 * 1024,
};

/** Why a connection was closed: another needed its place, too many requests at once, answers that nobody takes. */
export type GivenUp = 'crowded' | 'pipelined' | 'unread';

/**
 * Keeps what connections cost within limits. Where there are too many, the one goes that has asked for nothing for longest;
 * where too much is answered and not taken, the one that has not taken it for longest. Refusing the new one instead would
 * leave no way in for as long as somebody holds all the others open.
 * @param listener hears the requests that are within the limits
 */
export function limitConnections(
  server: Server,
  { most, requests, unanswered, unreadBytes }: ConnectionLimits,
  listener: RequestListener,
  onGivenUp: (why: GivenUp) => void,
): void {
  // In the order in which they came, or last asked for something.
  const open = new Set<Duplex>();
  // In the order in which they began not to take what was answered.
  const unread = new Map<Duplex, number>();
  const waiting = new WeakMap<Duplex, number>();
  let bytes = 0;

  function giveUp(connection: Duplex | undefined, why: GivenUp): void {
    if (!connection || connection.destroyed) return;
    connection.destroy();
    onGivenUp(why);
  }

  function count(connection: Duplex, change: number): void {
    const left = (unread.get(connection) ?? 0) + change;
    bytes += change;
    if (left > 0) unread.set(connection, left);
    else unread.delete(connection);
    const [slowest] = unread.keys();
    if (bytes > unreadBytes) giveUp(slowest, 'unread');
  }

  function hear(request: IncomingMessage, response: ServerResponse): void {
    const connection: Duplex = request.socket;
    const pending = (waiting.get(connection) ?? 0) + 1;
    if (pending > unanswered) {
      giveUp(connection, 'pipelined');
      return;
    }
    waiting.set(connection, pending);
    response.once('close', () => waiting.set(connection, (waiting.get(connection) ?? 0) - 1));
    if (open.delete(connection)) open.add(connection);
    listener(request, response);
  }

  server.maxRequestsPerSocket = requests;
  server.timeout = silentMs;
  server.on('request', hear);
  inFrontOf(server, (socket) => {
    const connection: NarrowSocket = new NarrowSocket(socket, (change) => count(connection, change));
    open.add(connection);
    connection.once('close', () => open.delete(connection));
    const [oldest] = open;
    if (open.size > most) giveUp(oldest, 'crowded');
    return connection;
  });
}

/** The server gets what this makes of each connection; any stream will do for it. */
function inFrontOf(server: Server, make: (socket: Socket) => Duplex): void {
  const takers = server.listeners('connection');
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const connection = make(socket);
    for (const take of takers) take.call(server, connection);
  });
}
