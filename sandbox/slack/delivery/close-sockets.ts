import type { WebSocket, WebSocketServer } from 'ws';

const CLOSE_MS = 500;

/**
 * Closes all connections of a WebSocket server with a handshake, so that clients which are closing too do not wait
 * for an answer that never comes. Who does not answer within half a second is cut off.
 */
export async function closeSockets(server: WebSocketServer): Promise<void> {
  await Promise.all([...server.clients].map(closeSocket));
  server.close();
}

function closeSocket(socket: WebSocket): Promise<void> {
  if (socket.readyState === socket.CLOSED) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.terminate(), CLOSE_MS);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.close(1001);
  });
}
