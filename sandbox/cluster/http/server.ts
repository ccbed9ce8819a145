import type { ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { type Faults, matchesFault } from './faults.ts';
import { type HandlerDeps, handle } from './handler.ts';
import type { ServerIdentity } from './tls.ts';

export interface ApiServer {
  port: number;
  faults: Faults;
  close(): Promise<void>;
}

/** Listens on the loopback address; port 0 lets the system choose. Throws when the port is taken. */
export async function startServer(deps: HandlerDeps, identity: ServerIdentity, port: number): Promise<ApiServer> {
  const sockets = new Set<Socket>();
  const server = createServer({ cert: identity.cert, key: identity.key }, (incoming, outgoing) => {
    handle(deps, incoming, outgoing).catch(() => outgoing.destroy());
  });
  // Watches live for hours and idle clients keep their connections, as with the real server.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const cutAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  await listen(server, port);
  const actual = (server.address() as AddressInfo).port;
  return {
    port: actual,
    faults: {
      add: deps.faults.add,
      clear: deps.faults.clear,
      dropWatches: (match = {}) => dropWatches(deps, match),
      refuseConnections: async (refuse) => {
        if (refuse === !server.listening) return;
        if (!refuse) return listen(server, actual);
        await stop(server, cutAll);
      },
    },
    close: async () => {
      deps.faults.clear();
      if (server.listening) await stop(server, cutAll);
    },
  };
}

function dropWatches(deps: HandlerDeps, match: Parameters<Faults['dropWatches']>[0] = {}): number {
  const dropped: ServerResponse[] = [];
  for (const [response, info] of deps.watches) if (matchesFault(match, info)) dropped.push(response);
  for (const response of dropped) response.destroy();
  return dropped.length;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function stop(server: Server, cutAll: () => void): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    cutAll();
  });
}
