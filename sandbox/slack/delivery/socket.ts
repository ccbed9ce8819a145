import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { JsonObject } from '../protocol.ts';
import type { DeliveryEntry, DeliveryOutcome } from '../world/model.ts';

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

export interface EnvelopeToBot {
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
  close(): void;
}

const ackSchema = z.object({
  envelope_id: z.string(),
  payload: z.union([z.string(), z.record(z.string(), z.json())]).optional(),
});

interface Waiting {
  socket: WebSocket;
  settle(outcome: DeliveryOutcome): void;
}

export function createSocketHub(deps: SocketDeps): SocketHub {
  const server = new WebSocketServer({ noServer: true });
  const sockets: WebSocket[] = [];
  const tickets = new Set<string>();
  const waiting = new Map<string, Waiting[]>();
  let turn = 0;

  const pings = setInterval(() => {
    for (const socket of sockets) socket.ping(`Ping from sandbox (${deps.now()})`);
  }, deps.pingMs);
  pings.unref();

  function settle(envelopeId: string, outcome: DeliveryOutcome): void {
    for (const entry of waiting.get(envelopeId) ?? []) entry.settle(outcome);
    waiting.delete(envelopeId);
  }

  function drop(socket: WebSocket): void {
    const index = sockets.indexOf(socket);
    if (index < 0) return;
    sockets.splice(index, 1);
    deps.onCount(sockets.length);
  }

  function accept(socket: WebSocket): void {
    sockets.push(socket);
    socket.on('close', () => drop(socket));
    socket.on('error', () => socket.terminate());
    socket.on('message', (data) => {
      const ack = parseAck(String(data));
      if (ack) settle(ack.envelope_id, { kind: 'acked', payload: meaningful(ack.payload) });
    });
    socket.send(JSON.stringify(hello(deps, sockets.length)));
    socket.ping(`Ping from sandbox (${deps.now()})`);
    deps.onCount(sockets.length);
  }

  return {
    newTicket() {
      const ticket = deps.hex(16);
      tickets.add(ticket);
      return ticket;
    },
    upgrade(request, socket, head, ticket) {
      if (!tickets.delete(ticket)) {
        socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, accept);
    },
    send(envelope) {
      const open = sockets.filter((socket) => socket.readyState === socket.OPEN);
      const socket = open[turn % Math.max(open.length, 1)];
      turn += 1;
      if (!socket) return Promise.resolve({ kind: 'failed', error: 'dispatch_failed' });
      const envelopeId = envelope.envelopeId ?? deps.hex(16);
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve({ kind: 'failed', error: 'operation_timeout' }), deps.ackMs);
        const entry: Waiting = {
          socket,
          settle(outcome) {
            clearTimeout(timer);
            resolve(outcome);
          },
        };
        waiting.set(envelopeId, [...(waiting.get(envelopeId) ?? []), entry]);
        socket.send(JSON.stringify(wire(envelope, envelopeId)));
      });
    },
    newEnvelopeId: () => deps.hex(16),
    count: () => sockets.length,
    disconnectAll(how) {
      for (const socket of [...sockets]) {
        drop(socket);
        if (how === 'cut') socket.terminate();
        else socket.send(JSON.stringify({ type: 'disconnect', reason: how, debug_info: { host: 'sandbox' } }));
      }
    },
    close() {
      clearInterval(pings);
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
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

function parseAck(data: string): z.infer<typeof ackSchema> | undefined {
  try {
    return ackSchema.safeParse(JSON.parse(data)).data;
  } catch {
    return undefined;
  }
}

/** Bolt acknowledges with an empty object when it has nothing to say. */
function meaningful(payload: z.infer<typeof ackSchema>['payload']): JsonObject | string | null {
  if (payload === undefined || payload === '') return null;
  if (typeof payload === 'string') return payload;
  return Object.keys(payload).length === 0 ? null : (payload as JsonObject);
}
