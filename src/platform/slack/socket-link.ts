import { channel } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { Agent, buildConnector, ping, WebSocket } from 'undici';
import { z } from 'zod';
import { readJson } from '../../domain/json.ts';

/** Between two pings of ours (ms). */
const pingEveryMs = 2500;
/**
 * A wire on which nothing was heard, not even a pong, for so many pings in a row is dead: ten seconds of a slow network
 * are borne. It is counted in pings rather than by the clock, so that a process that stood still does not blame the wire.
 */
const mostSilent = 4;
/** From the address to Slack's hello (ms). */
const helloWithinMs = 10_000;

const messageSchema = z.looseObject({
  type: z.string(),
  reason: z.string().optional(),
  envelope_id: z.string().optional(),
  payload: z.record(z.string(), z.unknown()).optional(),
  retry_attempt: z.number().optional(),
  retry_reason: z.string().optional(),
});
export type SocketMessage = z.infer<typeof messageSchema>;

/** One connection to Slack. */
export interface Link {
  /** False where the connection is not there any more. */
  send(text: string): boolean;
  close(): void;
}

export interface LinkEvents {
  message(message: SocketMessage, link: Link): void;
  /** The connection has ended, whoever ended it; told once, and only after the hello. */
  gone(link: Link): void;
}

/** Resolves with Slack's hello; rejects where that does not come. */
export function openLink(url: string, events: LinkEvents): Promise<Link> {
  const opened = Promise.withResolvers<Link>();
  const wire = dial(url);
  const { socket } = wire;
  let state: 'opening' | 'open' | 'over' = 'opening';
  const late = setTimeout(over, helloWithinMs, new Error('Slack did not say hello'));
  const stopWatching = watchLife(socket, () => over(new Error('nothing was heard for too long')));

  function over(error: Error): void {
    if (state === 'over') return;
    const before = state;
    state = 'over';
    clearTimeout(late);
    stopWatching();
    wire.cut();
    if (before === 'opening') opened.reject(error);
    else events.gone(link);
  }

  const link: Link = {
    send(text) {
      if (state !== 'open' || socket.readyState !== WebSocket.OPEN) return false;
      socket.send(text);
      return true;
    },
    close: () => over(new Error('closed')),
  };
  socket.addEventListener('message', ({ data }) => {
    const message = readJson(messageSchema, String(data));
    if (!message || state === 'over') return;
    if (message.type !== 'hello') return events.message(message, link);
    state = 'open';
    clearTimeout(late);
    opened.resolve(link);
  });
  socket.addEventListener('close', () => over(new Error('Slack closed the connection')));
  socket.addEventListener('error', ({ message }) => over(new Error(message)));
  return opened.promise;
}

/** undici hides the socket under a WebSocket, and a peer that is dead never answers the end of one. */
function dial(url: string): { socket: WebSocket; cut(): void } {
  const connect = buildConnector({ allowH2: false });
  let under: Socket | null = null;
  const dispatcher = new Agent({
    connect: (options, done) =>
      connect(options, (...result) => {
        under = result[1];
        done(...result);
      }),
  });
  const socket = new WebSocket(url, { dispatcher });
  return {
    socket,
    cut() {
      // What was sent still leaves: a close frame goes after it, and the socket ends when that has gone.
      if (socket.readyState <= WebSocket.OPEN) socket.close(1000);
      under?.destroySoon();
    },
  };
}

/** Pings, and counts the pings after which nothing was heard. Returns how to stop. */
function watchLife(socket: WebSocket, dead: () => void): () => void {
  let silent = 0;
  const signs = ['undici:websocket:ping', 'undici:websocket:pong'].map((name) => channel(name));
  const lives = (sign: unknown) => {
    if (typeof sign === 'object' && sign !== null && 'websocket' in sign && sign.websocket === socket) silent = 0;
  };
  const heard = () => {
    silent = 0;
  };
  const timer = setInterval(() => {
    if (silent >= mostSilent) return dead();
    silent += 1;
    if (socket.readyState === WebSocket.OPEN) ping(socket);
  }, pingEveryMs);
  for (const sign of signs) sign.subscribe(lives);
  socket.addEventListener('message', heard);
  return () => {
    clearInterval(timer);
    for (const sign of signs) sign.unsubscribe(lives);
    socket.removeEventListener('message', heard);
  };
}
