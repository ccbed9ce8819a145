import { Redis } from 'ioredis';
import { afterAll, beforeAll } from 'vitest';
import { type FoundRedis, findRedis } from '../../sandbox/redis/index.ts';

/** A real Redis for the tests of one file, there from the first of them on. */
export interface RedisHere {
  redis: Redis;
  url: string;
}

/** Finds or starts a Redis before the tests of a file, and stops what it started after them. */
export function redisHere(): RedisHere {
  const made: Partial<RedisHere> = {};
  let found: FoundRedis;
  beforeAll(async () => {
    found = await findRedis(process.env, () => undefined);
    made.url = found.url;
    made.redis = new Redis(found.url, { maxRetriesPerRequest: null });
  });
  afterAll(async () => {
    made.redis?.disconnect();
    await found.stop();
  });
  return made as RedisHere;
}
