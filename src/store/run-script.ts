import type { Cluster, Redis } from 'ioredis';
import { sha1 } from '../platform/digest.ts';

export type RedisConnection = Redis | Cluster;

const digests = new Map<string, string>();

/** Runs Lua by its digest; sends the text only where this server does not know it yet. */
export async function runScript(
  redis: RedisConnection,
  script: string,
  keys: readonly string[],
  args: readonly (string | number)[],
): Promise<unknown> {
  const digest = digests.get(script) ?? sha1(script);
  digests.set(script, digest);
  try {
    return await redis.evalsha(digest, keys.length, ...keys, ...args);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return redis.eval(script, keys.length, ...keys, ...args);
  }
}
