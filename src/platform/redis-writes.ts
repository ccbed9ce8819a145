import type { Cluster, Redis } from 'ioredis';

/**
 * Commands that are given in one turn of the event loop leave in one write. Each write is a call of the system, for us
 * and again for Redis, and dearer than the command itself.
 */
export function writeTogether<T extends Redis | Cluster>(connection: T): T {
  if ('nodes' in connection) connection.on('+node', (node: Redis) => corkEachTurn(node));
  else corkEachTurn(connection);
  return connection;
}

function corkEachTurn(redis: Redis): void {
  redis.on('connect', () => {
    const { stream } = redis;
    const write = stream.write.bind(stream);
    stream.write = (...args: unknown[]) => {
      if (stream.writableCorked === 0) {
        stream.cork();
        setImmediate(() => stream.uncork());
      }
      return write(...(args as Parameters<typeof write>));
    };
  });
}
