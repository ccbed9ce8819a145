import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Where systems take no ports from for outgoing connections (Linux begins at 32768, others at 49152): one of those may be
 * taken between the moment it was found free and the one at which the server listens on it.
 */
const [lowest, highest] = [10_000, 32_000] as const;
const tries = 50;

/** A loopback port for a server that cannot be told to choose one. Throws where none was found. */
export async function freePort(): Promise<number> {
  for (let count = 0; count < tries; count += 1) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port between ${lowest} and ${highest} in ${tries} tries`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
