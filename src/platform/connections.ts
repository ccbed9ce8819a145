import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Times of a server that strangers can reach (ms): whoever asks for something says so at once. */
export const serverTimes = {
  headersTimeout: 5000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1000,
} as const;

/**
 * Keeps at most so many connections: where another comes, the one goes that has asked for nothing for longest. Refusing
 * the new one instead would leave no way in for as long as somebody holds all the others open.
 */
export function limitConnections(server: Server, most: number): void {
  // In the order in which they came, or last asked for something.
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    const [oldest] = open;
    if (open.size > most) oldest?.destroy();
  });
  server.on('request', ({ socket }) => {
    if (open.delete(socket)) open.add(socket);
  });
}
