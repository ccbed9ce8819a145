import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { JsonObject } from '../protocol.ts';
import type { DeliveryEntry, DeliveryOutcome } from '../world/model.ts';
import { type Acks, createAcks } from './acks.ts';
import { closeSockets } from './close-sockets.ts';

export interface SocketDeps {
  appId: string;
  now(): number;
  hex(bytes: number): string;
  /** How long the bot may take to acknowledge, in ms. */
  ackMs: number;
  /** How often the server pings, in ms. */
  pingMs: number;
  /** Called when the number of connected bots changes. */
  onCount(count: number): void;
}

interface EnvelopeToBot {
  type: DeliveryEntry['type'];
  body: JsonObject;
  acceptsResponse: boolean;
  attempt: number;
  /** Set to send an envelope again. */
  envelopeId?: string;
}

/** Socket Mode's server side: the sockets of all connected bots. */
export interface SocketHub {
  /** A ticket for one connection; it goes into the address. */
  newTicket(): string;
  /** Takes a connection over, or refuses it when the ticket is unknown. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, ticket: string): void;
  /** Sends an envelope to the next socket and waits for its acknowledgement. */
  send(envelope: EnvelopeToBot): Promise<DeliveryOutcome>;
  newEnvelopeId(): string;
  count(): number;
  /** Slack's polite disconnect (the bot then reconnects), or a cut wire. */
  disconnectAll(how: 'refresh_requested' | 'warning' | 'link_disabled' | 'cut'): void;
  close(): Promise<void>;
}

/** Starts pinging; connections come by `upgrade`. */
export function createSocketHub(deps: SocketDeps): SocketHub {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const acks = createAcks(deps.ackMs);
  const pool = createPool(deps, acks);
  return {
    newTicket() {
      const ticket = deps.hex(16);
      tickets.add(ticket);
      return ticket;
    },
    upgrade(request, socket, head, ticket) {
      if (tickets.delete(ticket)) server.handleUpgrade(request, socket, head, pool.add);
      else socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
    },
    send(envelope) {
      const socket = pool.next();
      if (!socket) return Promise.resolve({ kind: 'failed', error: 'dispatch_failed' });
      const envelopeId = envelope.envelopeId ?? deps.hex(16);
      const answer = acks.wait(envelopeId);
      socket.send(JSON.stringify(wire(envelope, envelopeId)));
      return answer;
    },
    newEnvelopeId: () => deps.hex(16),
    count: pool.count,
    disconnectAll: pool.disconnectAll,
    close() {
      pool.stop();
      return closeSockets(server);
    },
  };
}

/** The sockets that envelopes may go to, in turn. A socket told to go gets no more, but its acknowledgements count. */
function createPool(deps: SocketDeps, acks: Acks) {
  const sockets: WebSocket[] = [];
  let turn = 0;
  const ping = (socket: WebSocket) => socket.ping(`Ping from sandbox (${deps.now()})`);
  const pings = setInterval(() => sockets.forEach(ping), deps.pingMs);
  pings.unref();

  function drop(socket: WebSocket): void {
    const index = sockets.indexOf(socket);
    if (index < 0) return;
    sockets.splice(index, 1);
    deps.onCount(sockets.length);
  }

  return {
    add(socket: WebSocket): void {
      sockets.push(socket);
      socket.on('close', () => drop(socket));
      socket.on('error', () => socket.terminate());
      socket.on('message', (data) => acks.settle(String(data)));
      socket.send(JSON.stringify(hello(deps, sockets.length)));
      ping(socket);
      deps.onCount(sockets.length);
    },
    next(): WebSocket | undefined {
      const open = sockets.filter((socket) => socket.readyState === socket.OPEN);
      turn += 1;
      return open[turn % Math.max(open.length, 1)];
    },
    disconnectAll(how: 'refresh_requested' | 'warning' | 'link_disabled' | 'cut'): void {
      for (const socket of [...sockets]) {
        drop(socket);
        if (how === 'cut') socket.terminate();
        else socket.send(JSON.stringify({ type: 'disconnect', reason: how, debug_info: { host: 'sandbox' } }));
      }
    },
    count: () => sockets.length,
    stop: () => clearInterval(pings),
  };
}

function hello(deps: SocketDeps, count: number): JsonObject {
  return {
    type: 'hello',
    num_connections: count,
    debug_info: { host: 'sandbox', build_number: 1, approximate_connection_time: 18_060 },
    connection_info: { app_id: deps.appId },
  };
}

function wire(envelope: EnvelopeToBot, envelopeId: string): JsonObject {
  return {
    envelope_id: envelopeId,
    type: envelope.type,
    accepts_response_payload: envelope.acceptsResponse,
    payload: envelope.body,
    ...((envelope.type === 'events_api' || envelope.attempt > 0) && {
      retry_attempt: envelope.attempt,
      retry_reason: envelope.attempt > 0 ? 'timeout' : '',
    }),
  };
}
